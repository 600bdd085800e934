import { describe, expect, it } from '@jest/globals';
import { BoundedMemory } from '../../src/access/bounded-memory.js';
import { RateLimits } from '../../src/access/rate-limits.js';
import { RATES } from '../../src/access/rates.js';
import { Redis } from '../../src/cluster/redis.js';
import type { Config } from '../../src/config/config.js';

const limits = (rateLimit: boolean) => {
  const config = { rateLimit, redisUrl: undefined } as Config;
  return new RateLimits(config, new Redis(null));
};

describe('counting', () => {
  it('ends at the limit, for this key only, until it is forgotten', async () => {
    const counted = limits(true);
    for (let times = 0; times < RATES.searches.points; times++) await counted.take('searches', 7);

    await expect(counted.take('searches', 7)).rejects.toMatchObject({ code: 'rate_limited' });
    await counted.take('searches', 8);
    await counted.take('reports', 7);
    await counted.forget('searches', 7);
    await counted.take('searches', 7);
  });

  it('says how long to wait', async () => {
    const counted = limits(true);

    const { count, seconds } = await counted.count('failed sign-ins', 'ada');

    expect(count).toBe(1);
    expect(seconds).toBeGreaterThan(899);
    expect(seconds).toBeLessThanOrEqual(900);
  });

  it('is nothing when rates are off', async () => {
    const counted = limits(false);
    for (let times = 0; times < 500; times++) await counted.take('searches', 7);

    expect(await counted.count('searches', 7)).toEqual({ count: 0, seconds: 0 });
  });

  it('keeps the newest keys only, however many a stranger invents', async () => {
    const memory = new BoundedMemory({ keyPrefix: 'test', points: 5, duration: 60 }, 1000);
    for (let index = 0; index < 5000; index++) await memory.consume(`name${index}`);

    expect(memory.dump().storage).toHaveLength(1000);
    expect(await memory.get('name3999')).toBeNull();
    expect(await memory.get('name4000')).toMatchObject({ consumedPoints: 1 });
  });
});
