import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Guesses } from '../../src/access/guesses.js';
import { RateLimits } from '../../src/access/rate-limits.js';
import { Redis } from '../../src/cluster/redis.js';
import type { Config } from '../../src/config/config.js';
import type { AppError } from '../../src/errors/app-error.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

describeIf('redis-server', 'a budget of ten wrong guesses, shared by two instances', () => {
  let server: TestRedis;
  let clients: Redis[];
  let instances: Guesses[];
  beforeEach(async () => {
    server = await startRedis();
    const config = { rateLimit: true, redisUrl: server.url } as Config;
    clients = [await Redis.of(config), await Redis.of(config)];
    instances = clients.map((redis) => new Guesses(new RateLimits(config, redis)));
    await soon(() => clients.every(({ client }) => client!.isReady));
  });
  afterEach(async () => {
    for (const redis of clients) redis.onApplicationShutdown();
    await server.stop();
  });

  const guess = async (index: number, check: () => Promise<string | null>): Promise<string> => {
    const budget = { name: 'wrong join codes', key: 7, sentence: 'Too many.' } as const;
    const spent = instances[index % 2]!.spend(budget, check).catch(({ code }: AppError) => code);
    return (await spent) ?? 'wrong';
  };
  const slowly = (answer: string | null) => () =>
    new Promise<string | null>((resolve) => setTimeout(resolve, 20, answer));
  const counted = (answers: string[]) => ({
    wrong: answers.filter((answer) => answer === 'wrong').length,
    refused: answers.filter((answer) => answer === 'rate_limited').length,
  });

  it('is ten for both together, one after the other', async () => {
    const answers: string[] = [];
    for (let index = 0; index < 12; index++) answers.push(await guess(index, slowly(null)));

    expect(counted(answers)).toEqual({ wrong: 10, refused: 2 });
  });

  it('is ten when sixty are sent to both at once', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => guess(index, slowly(null))));

    expect(counted(answers)).toEqual({ wrong: 10, refused: 50 });
  });

  it('is not spent by right ones', async () => {
    for (let index = 0; index < 30; index++) expect(await guess(index, slowly('right'))).toBe('right');

    expect(await guess(0, slowly(null))).toBe('wrong');
  });
});
