import { Injectable } from '@nestjs/common';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Config } from '../config/config.js';
import { rateLimited } from '../errors/app-error.js';
import { BoundedMemory } from './bounded-memory.js';
import { RATES, type RateName } from './rates.js';

/** Counts what may be done only so often. With RATE_LIMIT=off it counts nothing. */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<RateName, BoundedMemory>();

  constructor(private readonly config: Config) {}

  /** Counts one; throws `rate_limited` once there were too many. */
  async take(name: RateName, key: string | number): Promise<void> {
    if (!this.config.rateLimit) return;
    await this.limiterOf(name)
      .consume(key)
      .catch((refused) => {
        throw refused instanceof RateLimiterRes ? rateLimited(refused.msBeforeNext / 1000) : refused;
      });
  }

  /** How many are counted now, and in how many seconds they are forgotten. */
  async counted(name: RateName, key: string | number): Promise<{ count: number; seconds: number }> {
    const found = this.config.rateLimit ? await this.limiterOf(name).get(key) : null;
    if (!found || found.msBeforeNext <= 0) return { count: 0, seconds: 0 };
    return { count: found.consumedPoints, seconds: found.msBeforeNext / 1000 };
  }

  async forget(name: RateName, key: string | number): Promise<void> {
    if (this.config.rateLimit) await this.limiterOf(name).delete(key);
  }

  private limiterOf(name: RateName): BoundedMemory {
    const { points, seconds } = RATES[name];
    const known = this.limiters.get(name) ?? new BoundedMemory({ keyPrefix: name, points, duration: seconds });
    this.limiters.set(name, known);
    return known;
  }
}
