import type { Shown, View } from '../oracle/evidence.js';

export interface Message {
  chat_id: number;
  seq: number;
  id: number;
  text: string;
  kind: string;
}

/** What one client shows of one chat: in the order of `seq`, nothing twice, and nothing that follows on a gap. */
export class Stream {
  readonly shown: Shown[] = [];
  repeated = 0;
  noticed = 0;
  private readonly ahead = new Map<number, Message>();
  private lastLive = 0;

  constructor(readonly chat: number) {}

  get head(): number {
    return this.shown.length;
  }

  /** Something is here that follows on what is not. */
  get isBehind(): boolean {
    return this.ahead.size > 0;
  }

  /** A new connection may bring again what the last one brought. */
  beginAnew(): void {
    this.lastLive = 0;
  }

  /** Something came by itself. False: a message before it is missing, ask for it. */
  hear(message: Message): boolean {
    if (message.seq <= this.lastLive) this.repeated++;
    this.lastLive = Math.max(this.lastLive, message.seq);
    this.take(message);
    if (!this.isBehind) return true;
    this.noticed++;
    return false;
  }

  /** Something came because it was asked for. */
  take(message: Message): void {
    if (message.seq > this.head) this.ahead.set(message.seq, message);
    for (let next; (next = this.ahead.get(this.head + 1));) {
      this.ahead.delete(next.seq);
      this.shown.push({ seq: next.seq, id: next.id, key: next.text, kind: next.kind });
    }
  }

  view(watcher: string): View {
    const { chat, shown, repeated, noticed } = this;
    return { watcher, chat, shown, repeated, noticed };
  }
}
