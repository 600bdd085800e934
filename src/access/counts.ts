import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Breaker } from '../cluster/breaker.js';
import type { RedisClient } from '../cluster/redis.js';
import { BoundedMemory } from './bounded-memory.js';

/** How a limit counts: `take` answers what is counted afterwards, above the limit too. */
export interface Counts {
  take(key: string | number): Promise<RateLimiterRes>;
  giveBack(key: string | number): Promise<unknown>;
  delete(key: string | number): Promise<unknown>;
}

interface Rate {
  name: string;
  points: number;
  seconds: number;
}

/** Counts in this process. */
export class OwnCounts implements Counts {
  private readonly limiter: BoundedMemory;

  constructor({ name, points, seconds }: Rate) {
    this.limiter = new BoundedMemory({ keyPrefix: name, points, duration: seconds });
  }

  take = (key: string | number) => taken(this.limiter.consume(key));
  giveBack = (key: string | number) => this.limiter.reward(key);
  delete = (key: string | number) => this.limiter.delete(key);
}

/** Counts in Redis for all instances together; while it is out of reach each instance counts for itself, never nothing. */
export class SharedCounts implements Counts {
  private readonly shared: RateLimiterRedis;
  private readonly own: OwnCounts;

  constructor(
    rate: Rate,
    client: RedisClient,
    private readonly breaker: Breaker,
  ) {
    this.own = new OwnCounts(rate);
    this.shared = new RateLimiterRedis({
      storeClient: client,
      useRedisPackage: true,
      keyPrefix: `parley:rate:${rate.name.replaceAll(' ', '-')}`,
      points: rate.points,
      duration: rate.seconds,
    });
  }

  take = (key: string | number) =>
    this.ask(
      () => taken(this.shared.consume(key)),
      () => this.own.take(key),
    );
  giveBack = (key: string | number) =>
    this.ask(
      () => this.shared.reward(key),
      () => this.own.giveBack(key),
    );
  delete = (key: string | number) =>
    this.ask<unknown>(
      () => this.shared.delete(key),
      () => this.own.delete(key),
    );

  private ask<T>(shared: () => Promise<T>, own: () => Promise<T>): Promise<T> {
    return this.breaker.run(shared).catch(own);
  }
}

/** The library rejects with the count once it is above the limit. */
const taken = (asked: Promise<RateLimiterRes>): Promise<RateLimiterRes> =>
  asked.catch((error: unknown) => {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  });
