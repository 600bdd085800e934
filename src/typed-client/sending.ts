import { ParleyError } from './parley-error.js';
import type { Inputs, Sent } from './types.js';

type Input = Inputs['message:send'];

export interface SendingLine {
  /** Resolves once there is a connection. */
  connected(): Promise<void>;
  /** Sends it; rejects with a ParleyError. */
  send(message: Input): Promise<Sent>;
}

const MOST_WAITING = 1000;
const PASSING: readonly string[] = ['rate_limited', 'unavailable', 'internal_error'];

/** Messages on their way: those of a chat one after the other, each until it is stored, refused for good or given up. */
export class Sending {
  private readonly queues = new Map<number, Promise<unknown>>();
  /** Those that are not stored yet, each with how it is given up. */
  private readonly waiting = new Map<Input, (reason: ParleyError) => void>();

  constructor(private readonly line: SendingLine) {}

  send(message: Input): Promise<Sent> {
    if (this.waiting.size >= MOST_WAITING)
      return Promise.reject(new ParleyError('rate_limited', 'Too many messages wait for a connection.'));
    const { chat_id } = message;
    const before = this.queues.get(chat_id) ?? Promise.resolve();
    const sent = new Promise<Sent>((resolve, reject) => {
      this.waiting.set(message, reject);
      before.then(() => this.deliver(message, resolve)).catch(reject);
    }).finally(() => this.waiting.delete(message));
    const settled = sent.catch(() => undefined);
    this.queues.set(chat_id, settled);
    void settled.then(() => this.queues.get(chat_id) === settled && this.queues.delete(chat_id));
    return sent;
  }

  /** Nobody knows of the last one whether it is stored. */
  giveUp(reason: ParleyError): void {
    for (const reject of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }

  /** Again and again: the server knows a `client_id` that it has stored. */
  private async deliver(message: Input, stored: (sent: Sent) => void): Promise<void> {
    while (this.waiting.has(message)) {
      await this.line.connected();
      if (!this.waiting.has(message)) return;
      try {
        return stored(await this.line.send(message));
      } catch (error) {
        if (!(error instanceof ParleyError) || !PASSING.includes(error.code)) throw error;
        await pause((error.retryAfter ?? 1) * 1000);
      }
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
