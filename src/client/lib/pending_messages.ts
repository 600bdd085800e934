import { keep, kept } from './kept.js';
import { me, randomId } from './page.js';
import { socket } from './socket.js';
import type { Sent } from '../../shared/payloads.js';

export interface Pending {
  client_id: string;
  text: string;
  time: string;
}

export type Outcome = { sent: Sent } | { failed: string };

const ANSWER_MS = 10_000;

/** The messages of one chat that no answer has come for. They outlive the page, so that what was written is never lost. */
export class PendingMessages {
  constructor(private readonly chatId: number) {}

  begin(text: string): Pending {
    const pending = { client_id: randomId(), text, time: new Date().toISOString() };
    this.store([...this.all(), pending]);
    return pending;
  }

  all(): Pending[] {
    try {
      return JSON.parse(kept('unsent', me, this.chatId) || '[]') as Pending[];
    } catch {
      return [];
    }
  }

  find = (clientId: string): Pending | undefined => this.all().find(({ client_id }) => client_id === clientId);

  settle(clientId: string): void {
    this.store(this.all().filter(({ client_id }) => client_id !== clientId));
  }

  /** The same `client_id` finds the first message, so sending again can never make a second. */
  async send({ client_id, text }: Pending): Promise<Outcome> {
    try {
      const message = { chat_id: this.chatId, text, client_id };
      const reply = await socket.timeout(ANSWER_MS).emitWithAck('message:send', message);
      if (!reply.ok) return { failed: reply.detail };
      this.settle(client_id);
      return { sent: reply };
    } catch {
      return { failed: socket.connected ? 'No answer from the server.' : 'You are offline.' };
    }
  }

  private store(pending: Pending[]): void {
    keep('unsent', me, this.chatId, pending.length ? JSON.stringify(pending) : '');
  }
}
