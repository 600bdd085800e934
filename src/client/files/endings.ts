import type { Reason, Way } from './way.js';

type Sentences = Record<Reason, string>;

/** Why a file did not come, for whoever was to have it. */
export function receivedEnding({ reason, byMe, taken }: Way, who: string): string {
  const sentences: Sentences = {
    declined: 'You declined.',
    cancelled: byMe ? 'You cancelled it.' : `${who} cancelled it.`,
    expired: taken ? 'It did not go on within 2 minutes.' : 'The offer ended after 2 minutes.',
    peer_gone: `${who} went offline.`,
    size_mismatch: 'It did not arrive whole, and nothing of it was kept.',
    taken: 'You have taken it in another window or on another device.',
    not_a_member: 'One of you is no longer in this chat.',
    too_large: 'The file is too large for this server.',
    unknown: taken ? 'It is over. Your downloads show whether it arrived.' : 'The offer is over.',
    unreadable: 'It could not be read.',
  };
  return sentences[reason ?? 'unknown'];
}

/** Why a file did not arrive, for whoever sent it. */
export function sentEnding({ reason, byMe, taken }: Way, who: string): string {
  const sentences: Sentences = {
    declined: `${who} declined.`,
    cancelled: byMe ? 'You cancelled it.' : `${who} cancelled it.`,
    expired: taken ? 'It did not go on within 2 minutes.' : `${who} did not answer within 2 minutes.`,
    peer_gone: `${who} went offline.`,
    size_mismatch: 'The file was changed meanwhile, and nothing of it was kept.',
    taken: 'It was taken on another device.',
    not_a_member: 'One of you is no longer in this chat.',
    too_large: 'The file is too large for this server.',
    unknown: `It is over. Ask ${who} whether it arrived.`,
    unreadable: 'The file cannot be read any more. It may have been moved or changed.',
  };
  return sentences[reason ?? 'unknown'];
}
