import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { person, type TestPerson } from '../support/people.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';

describeIf('redis-server', 'with Redis', () => {
  let redis: TestRedis;
  let app: OpenApp;
  let ada: TestPerson;
  let browser: Browser;
  const me = async (client: { get(path: string): Promise<{ status: number }> }) =>
    (await client.get('/user/me/')).status;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    app = await openApp({ redisUrl: redis.url, rateLimit: true });
    ada = await person(app, 'ada');
    browser = await ada.browser();
  });
  afterEach(async () => {
    process.kill(redis.pid, 'SIGCONT');
    await app.close();
  });

  it('sessions live there and not in PostgreSQL, and end there', async () => {
    expect(await me(browser)).toBe(200);
    expect(await app.database.query('SELECT * FROM web_sessions')).toEqual([]);

    await browser.submit('/user/logout/', {});
    expect(await me(browser)).toBe(401);
  });

  it('a second instance knows them', async () => {
    const second = await openApp({ redisUrl: redis.url, databaseUrl: app.config.databaseUrl });
    try {
      const there = new Stranger(second);
      expect((await there.send('/user/me/', { headers: { cookie: browser.cookie() } })).body.username).toBe('ada');
    } finally {
      await second.close();
    }
  });

  it('instances count wrong passwords together', async () => {
    const second = await openApp({ redisUrl: redis.url, databaseUrl: app.config.databaseUrl, rateLimit: true });
    try {
      const doors = [new Stranger(app), new Stranger(second)];
      const guess = (index: number) =>
        doors[index % 2]!.post('/user/login/', { username: 'grace', password: 'not this one' });

      const statuses = [];
      for (let index = 0; index < 7; index++) statuses.push((await guess(index)).status);

      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    } finally {
      await second.close();
    }
  });

  it('that stands still, pages are answered with 503 in time, apps go on, and guessing is still limited', async () => {
    process.kill(redis.pid, 'SIGSTOP');
    const start = performance.now();

    const page = await browser.get('/user/me/');

    expect(page.status).toBe(503);
    expect(page.body).toMatchObject({ code: 'unavailable', retry_after: 2 });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await me(ada.phone)).toBe(200);
    const guesses = [];
    for (let index = 0; index < 12; index++) {
      const { status } = await new Stranger(app).post('/user/login/', { username: 'ada', password: 'not this one' });
      guesses.push(status);
    }
    expect(guesses.filter((status) => status === 401)).toHaveLength(5);
    expect(guesses.filter((status) => status === 429)).toHaveLength(7);

    process.kill(redis.pid, 'SIGCONT');
    const deadline = performance.now() + 6000;
    while (performance.now() < deadline && (await me(browser)) !== 200)
      await new Promise((wake) => setTimeout(wake, 100));
    expect(await me(browser)).toBe(200);
  });
});
