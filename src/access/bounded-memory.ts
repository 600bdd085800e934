import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Counts in this process. It keeps the newest `most` keys, so that a stranger cannot fill the memory with invented ones. */
export class BoundedMemory extends RateLimiterMemory {
  private readonly known = new Set<string | number>();

  constructor(
    options: { keyPrefix: string; points: number; duration: number },
    private readonly most = 50_000,
  ) {
    super(options);
  }

  override consume(key: string | number, points?: number): Promise<RateLimiterRes> {
    this.makeRoomFor(key);
    return super.consume(key, points);
  }

  private makeRoomFor(key: string | number): void {
    if (this.known.has(key)) return;
    this.known.add(key);
    if (this.known.size <= this.most) return;
    const oldest = this.known.values().next().value!;
    this.known.delete(oldest);
    void this.delete(oldest);
  }
}
