import { ByKey } from '../shared/by-key.js';

/** The same one for thousands of crowds. */
export interface CrowdListener<Place> {
  /** The last connection has ended; the person may be back within the grace. */
  lastEnded?(userId: number): void;
  /** The person is out. */
  left(userId: number, place: Place): void;
}

/**
 * Who is in a place, counted by connections: in from the first one until the last one has ended, and for the grace
 * after it unless that one said goodbye, so that a page that is loaded anew was never away.
 */
export class Crowd<Place> {
  private readonly connected = new ByKey<number, string>();
  /** Who has no connection any more and may still be back. There is seldom anybody. */
  private lingering: Map<number, NodeJS.Timeout> | null = null;

  constructor(
    private readonly place: Place,
    private readonly times: { readonly grace: number },
    private readonly listener: CrowdListener<Place>,
  ) {}

  get ids(): number[] {
    return [...this.connected.keys(), ...(this.lingering?.keys() ?? [])];
  }

  get size(): number {
    return this.connected.size + (this.lingering?.size ?? 0);
  }

  countOf(userId: number): number {
    return this.connected.countOf(userId);
  }

  has(userId: number): boolean {
    return this.connected.has(userId) || (this.lingering?.has(userId) ?? false);
  }

  /** True when the person was not in. Telling the same connection twice changes nothing. */
  enter(userId: number, connectionId: string): boolean {
    const isNew = !this.has(userId);
    this.stay(userId);
    this.connected.add(userId, connectionId);
    return isNew;
  }

  /** A connection that is not known changes nothing. */
  leave(userId: number, connectionId: string, saidGoodbye: boolean): void {
    if (!this.connected.delete(userId, connectionId) || this.connected.has(userId)) return;
    if (!saidGoodbye) this.linger(userId);
    this.listener.lastEnded?.(userId);
    if (saidGoodbye) this.end(userId);
  }

  private linger(userId: number): void {
    this.lingering ??= new Map();
    this.lingering.set(userId, setTimeout(() => this.end(userId), this.times.grace).unref());
  }

  /** They linger no more. */
  private stay(userId: number): void {
    clearTimeout(this.lingering?.get(userId));
    this.lingering?.delete(userId);
    if (this.lingering?.size === 0) this.lingering = null;
  }

  private end(userId: number): void {
    this.stay(userId);
    this.listener.left(userId, this.place);
  }
}
