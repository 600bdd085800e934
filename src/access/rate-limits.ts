import { Injectable } from '@nestjs/common';
import type { Breaker } from '../cluster/breaker.js';
import { Redis } from '../cluster/redis.js';
import { Config } from '../config/config.js';
import { rateLimited } from '../errors/app-error.js';
import { type Counts, OwnCounts, SharedCounts } from './counts.js';
import { RATES, type RateName } from './rates.js';

/** Counts what may be done only so often. With RATE_LIMIT=off it counts nothing. */
@Injectable()
export class RateLimits {
  private readonly counts = new Map<RateName, Counts>();
  private readonly breaker: Breaker;

  constructor(
    private readonly config: Config,
    private readonly redis: Redis,
  ) {
    this.breaker = redis.breaker();
  }

  /** Counts one; throws `rate_limited` once there were too many. */
  async take(name: RateName, key: string | number): Promise<void> {
    if (!this.config.rateLimit) return;
    const { consumedPoints, msBeforeNext } = await this.countsOf(name).take(key);
    if (consumedPoints > RATES[name].points) throw rateLimited(msBeforeNext / 1000);
  }

  /** How many are counted now, and in how many seconds they are forgotten. */
  async counted(name: RateName, key: string | number): Promise<{ count: number; seconds: number }> {
    const found = this.config.rateLimit ? await this.countsOf(name).get(key) : null;
    if (!found || found.msBeforeNext <= 0) return { count: 0, seconds: 0 };
    return { count: found.consumedPoints, seconds: found.msBeforeNext / 1000 };
  }

  async forget(name: RateName, key: string | number): Promise<void> {
    if (this.config.rateLimit) await this.countsOf(name).delete(key);
  }

  private countsOf(name: RateName): Counts {
    const known = this.counts.get(name) ?? this.begin(name);
    this.counts.set(name, known);
    return known;
  }

  private begin(name: RateName): Counts {
    const rate = { name, ...RATES[name] };
    const { client } = this.redis;
    return client ? new SharedCounts(rate, client, this.breaker) : new OwnCounts(rate);
  }
}
