import type { Happening } from '../messages/system-messages.js';
import { sizeWords } from '../shared/size-words.js';
import type { Passed, PassedFile, TransferFailure } from '../shared/transfer-payloads.js';

const NAMED = 5;
/** A group may have a thousand members; those who have it come first. */
const LISTED = 50;
const ENDINGS: Record<TransferFailure, string> = {
  declined: 'it was declined',
  cancelled: 'it was cancelled',
  expired: 'nobody took it in time',
  peer_gone: 'the connection was lost',
  size_mismatch: 'it was not what its sender said it was',
  taken: 'another device took it',
  not_a_member: 'one of the two left the chat',
  too_large: 'it was too large',
};

/** What the chat keeps of a file: who sent it to whom, its name and size, and how it ended. Never what is in it. */
export function happeningOf({ offer, recipients }: Passed): Happening {
  const { transfer_id, sender_username, name, size, type } = offer;
  const file = `“${name}” (${sizeWords(size)})`;
  const done = recipients.filter(({ outcome }) => outcome === 'done');
  const [first] = recipients;
  const outcome = done.length > 0 ? 'done' : (first?.outcome ?? 'expired');
  const text =
    outcome === 'done'
      ? `${sender_username} sent ${file} to ${named(done)}`
      : `${sender_username} offered ${file} to ${named(recipients)}: ${endingOf(recipients)}`;
  const others = recipients.filter(({ outcome: ending }) => ending !== 'done');
  const listed = [...done, ...others].slice(0, LISTED);
  const about = { transfer_id, name, size, type, outcome };
  const subject: PassedFile = { ...about, recipients: listed, count: recipients.length };
  return { name: outcome === 'done' ? 'file_sent' : 'file_not_sent', text, subject };
}

/** What became of most attempts to say it in a few words: if they differ, nobody has it. */
function endingOf(recipients: Passed['recipients']): string {
  const outcomes = new Set(recipients.map(({ outcome }) => outcome));
  const [outcome = 'expired'] = outcomes;
  return outcomes.size > 1 || outcome === 'done' ? 'nobody has it' : ENDINGS[outcome];
}

function named(people: Passed['recipients']): string {
  const names = people.slice(0, NAMED).map(({ username }) => username);
  if (people.length > NAMED) return `${names.join(', ')} and ${people.length - NAMED} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
}
