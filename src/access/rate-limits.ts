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

  /** False with RATE_LIMIT=off. */
  get areOn(): boolean {
    return this.config.rateLimit;
  }

  /** Counts one; throws `rate_limited` once there were too many. */
  async take(name: RateName, key: string | number): Promise<void> {
    const { count, seconds } = await this.count(name, key);
    if (count > RATES[name].points) throw rateLimited(seconds);
  }

  /** Counts one. Says how many there are now, beyond what is allowed too, and in how many seconds they are forgotten. */
  async count(name: RateName, key: string | number): Promise<{ count: number; seconds: number }> {
    if (!this.areOn) return { count: 0, seconds: 0 };
    const { consumedPoints, msBeforeNext } = await this.countsOf(name).take(key);
    return { count: consumedPoints, seconds: msBeforeNext / 1000 };
  }

  /** Counts one less. */
  async giveBack(name: RateName, key: string | number): Promise<void> {
    if (this.areOn) await this.countsOf(name).giveBack(key);
  }

  async forget(name: RateName, key: string | number): Promise<void> {
    if (this.areOn) await this.countsOf(name).delete(key);
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
