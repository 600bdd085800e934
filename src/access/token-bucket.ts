interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A steady rate with bursts, for what happens too often for a limiter with timers and promises: `perSecond` tokens
 * flow in, up to `burst` of them. It keeps the newest `most` keys, so that a stranger cannot fill the memory with keys.
 */
export class TokenBuckets {
  private readonly buckets = new Map<number | string, Bucket>();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly most = 50_000,
  ) {}

  /** Takes one token and answers 0, or answers in how many seconds there will be one. */
  take(key: number | string, now = performance.now()): number {
    const bucket = this.filled(key, now);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.perSecond;
    bucket.tokens -= 1;
    return 0;
  }

  /** Takes one token that was given elsewhere, so that there may be less than none: a burst is missing at the most. */
  spend(key: number | string, now = performance.now()): void {
    const bucket = this.filled(key, now);
    bucket.tokens = Math.max(-this.burst, bucket.tokens - 1);
  }

  private filled(key: number | string, now: number): Bucket {
    const bucket = this.buckets.get(key) ?? this.fresh(key, now);
    bucket.tokens = Math.min(this.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    bucket.at = now;
    return bucket;
  }

  private fresh(key: number | string, now: number): Bucket {
    const bucket = { tokens: this.burst, at: now };
    if (this.buckets.size >= this.most) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(key, bucket);
    return bucket;
  }
}
