import type { Failure } from '../../shared/errors.js';
import type { Sent } from '../../shared/payloads.js';
import { alone } from './alone.js';
import { Emitter } from '../../shared/live/emitter.js';
import { onKeptElsewhere } from './kept.js';
import { me } from './page.js';
import { socket } from './socket.js';
import { unsent } from './unsent.js';
import { chatIn, type Unsent } from './unsent_messages.js';

interface Events {
  sending: Unsent;
  sent: { message: Unsent; answer: Sent };
  failed: Unsent;
  /** Another tab wrote, sent or deleted something. */
  changed: { chat_id: number };
}

const ANSWER_MS = 10_000;
const OTHER_TAB_MS = 1500;
const LONGEST_PAUSE_S = 8;
const MOST_TRIES = 6;
const PASSING = ['rate_limited', 'unavailable', 'internal_error'];

/**
 * Takes what was written to the server as soon as there is a connection: each chat's messages one after the other, so
 * that they stand there in the order they were written in. The server knows a `client_id` again, so a message whose
 * answer was lost, or that another tab sends too, is stored once.
 */
class Postman extends Emitter<Events> {
  private readonly busy = new Set<number>();
  private readonly tries = new Map<string, number>();

  start(): void {
    socket.on('connect', () => {
      for (const chatId of unsent.chats()) void this.deliver(chatId);
    });
    onKeptElsewhere('unsent', me, (id) => {
      this.emit('changed', { chat_id: chatIn(id) });
      // The other tab sends it, unless it is gone by then.
      setTimeout(() => void this.deliver(chatIn(id)), OTHER_TAB_MS);
    });
  }

  async deliver(chatId: number): Promise<void> {
    if (this.busy.has(chatId) || !socket.connected || !unsent.next(chatId)) return;
    this.busy.add(chatId);
    try {
      await alone(`parley:unsent:${me}:${chatId}`, () => this.sendInOrder(chatId));
    } finally {
      this.busy.delete(chatId);
    }
    // Written between the last look and now.
    void this.deliver(chatId);
  }

  private async sendInOrder(chatId: number): Promise<void> {
    for (let next = unsent.next(chatId); next && socket.connected; next = unsent.next(chatId)) {
      this.emit('sending', next);
      await this.send(next);
    }
  }

  private async send(message: Unsent): Promise<void> {
    const { chat_id, text, client_id } = message;
    try {
      const reply = await socket.timeout(ANSWER_MS).emitWithAck('message:send', { chat_id, text, client_id });
      if (reply.ok) this.settle(message, reply);
      else await this.refused(message, reply);
    } catch {
      if (!socket.connected) return;
      if (this.countTry(message) >= MOST_TRIES) this.fail(message, 'No answer from the server.');
      // What does not answer is dead, whatever it says of itself.
      socket.disconnect().connect();
    }
  }

  private settle(message: Unsent, answer: Sent): void {
    this.tries.delete(message.client_id);
    unsent.remove(message);
    this.emit('sent', { message, answer });
  }

  /** Some refusals pass; the message and those behind it wait for that. */
  private async refused(message: Unsent, { code, detail, retry_after }: Failure): Promise<void> {
    if (!PASSING.includes(code)) return this.fail(message, detail);
    const tries = code === 'rate_limited' ? 0 : this.countTry(message);
    if (tries >= MOST_TRIES) return this.fail(message, detail);
    const seconds = Math.min(retry_after ?? 2 ** tries / 2, LONGEST_PAUSE_S);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  private fail(message: Unsent, failed: string): void {
    this.tries.delete(message.client_id);
    const refused = { ...message, failed };
    unsent.change(refused);
    this.emit('failed', refused);
  }

  private countTry({ client_id }: Unsent): number {
    const tries = (this.tries.get(client_id) ?? 0) + 1;
    this.tries.set(client_id, tries);
    return tries;
  }
}

export const postman = new Postman();
