import { describe, expect, it } from '@jest/globals';
import { TokenBuckets } from '../../src/access/token-bucket.js';

describe('a rate with bursts', () => {
  it('lets a burst pass, then one at a time as tokens flow in', () => {
    const rate = new TokenBuckets(20, 3);

    expect([0, 0, 0, 0].map((now) => rate.take('ada', now))).toEqual([0, 0, 0, 0.05]);
    expect(rate.take('ada', 50)).toBe(0);
    expect(rate.take('ada', 50)).toBeGreaterThan(0);
  });

  it('never saves up more than the burst', () => {
    const rate = new TokenBuckets(20, 2);
    rate.take('ada', 0);

    expect([0, 0, 0].map(() => rate.take('ada', 3_600_000))).toEqual([0, 0, 0.05]);
  });

  it('counts each person alone', () => {
    const rate = new TokenBuckets(20, 1);
    rate.take('ada', 0);

    expect(rate.take('ada', 0)).toBeGreaterThan(0);
    expect(rate.take('bob', 0)).toBe(0);
  });

  it('forgets the oldest key rather than keeping every one', () => {
    const rate = new TokenBuckets(1, 1, 2);
    for (const key of ['a', 'b', 'c']) rate.take(key, 0);

    expect(rate.take('c', 0)).toBeGreaterThan(0);
    expect(rate.take('a', 0)).toBe(0);
  });
});
