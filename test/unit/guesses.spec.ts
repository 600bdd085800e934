import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Budget, Guesses } from '../../src/access/guesses.js';
import { RateLimits } from '../../src/access/rate-limits.js';
import { Redis } from '../../src/cluster/redis.js';
import type { Config } from '../../src/config/config.js';
import { AppError } from '../../src/errors/app-error.js';

const BUDGET: Budget = { name: 'wrong join codes', key: 7, sentence: 'Too many wrong codes.' };
const wrong = () => Promise.resolve(null);
const right = () => Promise.resolve('right');
const many = <T>(count: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index).catch((error: AppError) => error.code)));
const counted = (answers: unknown[]) => ({
  wrong: answers.filter((answer) => answer === null).length,
  right: answers.filter((answer) => answer === 'right').length,
  refused: answers.filter((answer) => answer === 'rate_limited').length,
});

describe('a budget of ten wrong guesses', () => {
  let guesses: Guesses;
  beforeEach(() => {
    const config = { rateLimit: true, redisUrl: undefined } as Config;
    guesses = new Guesses(new RateLimits(config, new Redis(null)));
  });

  it('is spent by wrong ones only, however many right ones there are', async () => {
    for (let round = 0; round < 9; round++) {
      await guesses.spend(BUDGET, wrong);
      await guesses.spend(BUDGET, right);
    }
    expect(counted(await many(40, () => guesses.spend(BUDGET, right)))).toEqual({ wrong: 0, right: 40, refused: 0 });
    await guesses.spend(BUDGET, wrong);

    await expect(guesses.spend(BUDGET, right)).rejects.toMatchObject({ code: 'rate_limited', detail: BUDGET.sentence });
    expect(await guesses.spend({ ...BUDGET, key: 8 }, right)).toBe('right');
  });

  it('is ten also when fifty are sent at once', async () => {
    const slowly = () => new Promise<null>((resolve) => setTimeout(resolve, 5, null));

    expect(counted(await many(50, () => guesses.spend(BUDGET, slowly)))).toEqual({ wrong: 10, right: 0, refused: 40 });
  });

  it('is not spent by what could not be checked', async () => {
    const away = () => Promise.reject(new Error('away'));
    for (let times = 0; times < 30; times++) await guesses.spend(BUDGET, away).catch(() => undefined);

    expect(await guesses.spend(BUDGET, right)).toBe('right');
    await guesses.spend(BUDGET, wrong);
    await guesses.spend({ ...BUDGET, forgives: true }, away).catch(() => undefined);
    expect(counted(await many(20, () => guesses.spend(BUDGET, wrong)))).toEqual({ wrong: 9, right: 0, refused: 11 });
  });

  it('is a new one after a right guess where that forgives', async () => {
    const forgiving = { ...BUDGET, forgives: true };
    for (let times = 0; times < 9; times++) await guesses.spend(forgiving, wrong);
    await guesses.spend(forgiving, right);

    expect(counted(await many(12, () => guesses.spend(forgiving, wrong)))).toEqual({ wrong: 10, right: 0, refused: 2 });
  });
});
