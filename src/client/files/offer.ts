import { socket } from '../lib/socket.js';
import type { Outgoing } from './outgoing.js';
import { thumbnailOf } from './thumbnail.js';
import { isReadable } from './uploads.js';

const ANSWER_MS = 10_000;
const OFFER_MS = 120_000;
const MOST_TRIES = 20;
const UNREADABLE = 'This cannot be read. A folder has to be packed into one file first.';

/** Offers a file to whoever is here. Afterwards it has an id, or a problem. */
export async function offer(file: Outgoing, chatId: number, drawn: (thumbnail: string) => void): Promise<void> {
  const content = file.file!;
  if (!(await isReadable(content))) return refuse(file, UNREADABLE);
  const thumbnail = await thumbnailOf(content);
  if (thumbnail) drawn(thumbnail);
  const { name, size, type } = content;
  try {
    for (let tries = 0; !file.isOver; tries++) {
      const about = { chat_id: chatId, name, size, type, thumbnail };
      const reply = await socket.timeout(ANSWER_MS).emitWithAck('transfer:offer', about);
      if (reply.ok) return made(file, reply.transfer_id, reply.recipients);
      if (reply.code !== 'rate_limited' || tries >= MOST_TRIES) return refuse(file, reply.detail);
      await new Promise((resolve) => setTimeout(resolve, (reply.retry_after ?? 5) * 1000));
    }
  } catch {
    const isHere = socket.connected;
    refuse(file, isHere ? 'No answer from the server.' : 'You are offline. Try again when you are back.');
  }
}

function made(file: Outgoing, id: string, recipients: number): void {
  if (file.isOver) socket.emit('transfer:cancel', { transfer_id: id }, () => undefined);
  else file.offeredAs(id, recipients, performance.now() + OFFER_MS);
}

function refuse(file: Outgoing, problem: string): void {
  if (!file.isOver) file.problem = problem;
}
