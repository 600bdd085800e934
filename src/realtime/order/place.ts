import type { LiveMessage } from '../../shared/payloads.js';

/** Nothing was heard of the chat yet, and nothing read: whatever comes first is the next. */
export const UNKNOWN = -1;

/** How far one chat was told here, and what waits for its turn. */
export class Place {
  private held: Map<number, LiveMessage> | null = null;

  constructor(public head: number) {}

  get isHolding(): boolean {
    return this.held !== null;
  }

  get heldCount(): number {
    return this.held?.size ?? 0;
  }

  /** The first that is held, and the last; what is missing lies before the first. */
  get heldFrom(): number {
    return Math.min(...(this.held?.keys() ?? []));
  }

  get heldTo(): number {
    return Math.max(...(this.held?.keys() ?? []));
  }

  /** Those of these messages that are due, with what was held for them; the others are held. */
  take(messages: LiveMessage[]): LiveMessage[] {
    const [first, last] = [messages[0]!, messages[messages.length - 1]!];
    if (this.head === UNKNOWN) this.head = first.seq - 1;
    if (first.seq === this.head + 1 && !this.held && last.seq - first.seq === messages.length - 1) {
      this.head = last.seq;
      return messages;
    }
    const held = (this.held ??= new Map());
    for (const message of messages) if (message.seq > this.head) held.set(message.seq, message);
    return this.next(held);
  }

  /** Everything that is held, in its order: what lies between is given up. */
  takeAll(): LiveMessage[] {
    const all = [...(this.held?.values() ?? [])].sort((a, b) => a.seq - b.seq);
    this.held = null;
    this.head = Math.max(this.head, all.at(-1)?.seq ?? this.head);
    return all;
  }

  private next(held: Map<number, LiveMessage>): LiveMessage[] {
    const due: LiveMessage[] = [];
    for (let next = held.get(this.head + 1); next; next = held.get(this.head + 1)) {
      due.push(next);
      held.delete(next.seq);
      this.head = next.seq;
    }
    if (held.size === 0) this.held = null;
    return due;
  }
}
