interface Listeners {
  /** The last connection has ended; the person may be back within the grace. */
  lastEnded?: (userId: number) => void;
  /** The person is out. */
  left: (userId: number) => void;
}

/**
 * Who is in a place, counted by connections: in from the first one until the last one has ended, and for the grace
 * after it unless that one said goodbye, so that a page that is loaded anew was never away.
 */
export class Crowd {
  /** A person without connections is one who may still be back. */
  private readonly people = new Map<number, Set<string>>();
  private readonly lingering = new Map<number, NodeJS.Timeout>();

  constructor(
    private readonly times: { readonly grace: number },
    private readonly listeners: Listeners,
  ) {}

  get ids(): IterableIterator<number> {
    return this.people.keys();
  }

  get size(): number {
    return this.people.size;
  }

  countOf(userId: number): number {
    return this.people.get(userId)?.size ?? 0;
  }

  has(userId: number): boolean {
    return this.people.has(userId);
  }

  /** True when the person was not in. Telling the same connection twice changes nothing. */
  enter(userId: number, connectionId: string): boolean {
    clearTimeout(this.lingering.get(userId));
    this.lingering.delete(userId);
    const known = this.people.get(userId);
    known?.add(connectionId);
    if (!known) this.people.set(userId, new Set([connectionId]));
    return !known;
  }

  /** A connection that is not known changes nothing. */
  leave(userId: number, connectionId: string, saidGoodbye: boolean): void {
    const known = this.people.get(userId);
    if (!known?.delete(connectionId) || known.size > 0) return;
    this.listeners.lastEnded?.(userId);
    if (saidGoodbye) return this.end(userId);
    this.lingering.set(userId, setTimeout(() => this.end(userId), this.times.grace).unref());
  }

  private end(userId: number): void {
    this.lingering.delete(userId);
    this.people.delete(userId);
    this.listeners.left(userId);
  }
}
