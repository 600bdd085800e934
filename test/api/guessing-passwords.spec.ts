import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { type OpenApp, openApp } from '../support/app.js';
import { Stranger } from '../support/client.js';
import { PASSWORD, person } from '../support/people.js';

let app: OpenApp;
let stranger: Stranger;

const open = async (changes: Partial<Config> = {}) => {
  app = await openApp({ rateLimit: true, ...changes });
  stranger = new Stranger(app);
};

const guess = (username: string, password = 'not this one', headers: Record<string, string> = {}) =>
  stranger.send('/user/login/', { json: { username, password }, headers });
const times = async (count: number, act: (index: number) => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let index = 0; index < count; index++) statuses.push((await act(index)).status);
  return statuses;
};

/** Each of these tests has an account of its own. */
describe('guessing the password of an account', () => {
  beforeAll(() => open());
  afterAll(() => app.close());

  it('ends after five, for the right password too, and says when to come back', async () => {
    await person(app, 'ada');

    expect(await times(5, () => guess('ada'))).toEqual([401, 401, 401, 401, 401]);

    const sixth = await guess('ada', PASSWORD);
    expect(sixth.status).toBe(429);
    expect(sixth.body).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    expect(sixth.body.retry_after).toBeLessThanOrEqual(900);
    expect(Number(sixth.headers.get('retry-after'))).toBe(sixth.body.retry_after);
  });

  it('shares one budget over every way of signing in, and however the name is written', async () => {
    const { phone } = await person(app, 'bea');
    const ways = [
      () => guess('bea'),
      () => stranger.post('/api/token/', { username: 'BEA', password: 'not this one' }),
      () => phone.post('/user/me/password/', { current: 'not this one', new: 'a turtle carries its house' }),
      () => guess('ｂｅａ'),
      () => guess(' bea '),
    ];

    const first = [];
    for (const way of ways) first.push((await way()).status);
    const second = [];
    for (const way of ways) second.push((await way()).status);

    expect(first).toEqual([401, 401, 400, 401, 401]);
    expect(second).toEqual([429, 429, 429, 429, 429]);
  });

  it('by fifty at once is five guesses', async () => {
    await person(app, 'cleo');

    const answers = await Promise.all(Array.from({ length: 50 }, () => guess('cleo')));

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  });

  it('leaves other accounts alone, and looks the same for a name nobody has', async () => {
    await person(app, 'dora');
    await times(5, () => guess('nobody.here'));

    expect((await guess('nobody.here')).status).toBe(429);
    expect((await guess('dora', PASSWORD)).status).toBe(200);
  });

  it('begins anew after the right one', async () => {
    await person(app, 'emma');
    await times(4, () => guess('emma'));
    expect((await guess('emma', PASSWORD)).status).toBe(200);

    expect(await times(5, () => guess('emma'))).toEqual([401, 401, 401, 401, 401]);
  });

  it('is not what somebody does who signs in with twelve devices at once', async () => {
    await person(app, 'finn');

    const answers = await Promise.all(Array.from({ length: 12 }, () => guess('finn', PASSWORD)));

    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
  });
});

describe('guessing over many accounts', () => {
  afterEach(() => app.close());

  it('ends after a hundred from one address, whatever it claims to be', async () => {
    await open();
    const statuses = await times(101, (index) =>
      guess(`somebody${index}`, 'not this one', { 'x-forwarded-for': `203.0.113.${index}` }),
    );

    expect(statuses.slice(0, 100)).toEqual(Array(100).fill(401));
    expect(statuses[100]).toBe(429);
  });

  it('is counted by the address that a trusted proxy names', async () => {
    await open({ trustProxy: 1 });
    const from = (address: string) => (index: number) =>
      guess(`somebody${index}`, 'not this one', { 'x-forwarded-for': address });
    await times(100, from('203.0.113.7'));

    expect(await times(1, from('203.0.113.7'))).toEqual([429]);
    expect(await times(1, from('203.0.113.8'))).toEqual([401]);
  });
});

describe('making accounts', () => {
  beforeEach(() => open());
  afterEach(() => app.close());

  it('ends after sixty an hour from one address; mistakes do not count', async () => {
    const register = (username: string, password = PASSWORD) =>
      stranger.post('/user/register/', { username, password });
    await times(10, () => register('ab'));
    await times(10, (index) => register(`short${index}`, 'short'));

    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => register(`person${index}`)));
    const more = await Promise.all(Array.from({ length: 21 }, (_, index) => register(`another${index}`)));

    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
    expect(more.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(more.find(({ status }) => status === 429)!.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('with rates switched off for a load test', () => {
  afterEach(() => app.close());

  it('nothing of this is counted', async () => {
    await open({ rateLimit: false });

    expect(await times(8, () => guess('ada'))).toEqual(Array(8).fill(401));
  });
});
