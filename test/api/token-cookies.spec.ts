import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventBus } from '../../src/events/event-bus.js';
import { type OpenApp, openApp } from '../support/app.js';
import { type Answer, Browser, Stranger } from '../support/client.js';
import { PASSWORD, person, type TestPerson } from '../support/people.js';

let app: OpenApp;
let stranger: Stranger;
let ada: TestPerson;
let ended: { session_id: number; user_id: number; reason: string }[] = [];
let count = 0;

beforeAll(async () => {
  app = await openApp();
  stranger = new Stranger(app);
  app.get(EventBus).on('session ended', (end) => void ended.push(end));
});
beforeEach(async () => {
  ada = await person(app, `ada${++count}`);
  ended = [];
});
afterAll(() => app.close());

const refresh = (token: unknown) => stranger.post('/api/token/refresh/', { refresh: token });
const worksFor = async (access: string) =>
  (await stranger.send('/user/me/', { headers: { authorization: `Bearer ${access}` } })).status;

describe('tokens in cookies', () => {
  const flags = (answer: Answer, name: string) =>
    answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';

  const signedIn = async (cookie: unknown) => {
    const browser = new Browser(app);
    const answer = await browser.post('/api/token/', { username: ada.username, password: PASSWORD, cookie });
    browser.csrf = answer.body.csrf_token ?? '';
    return { browser, answer };
  };

  it('keep the refresh token where no script reads it', async () => {
    const { browser, answer } = await signedIn(true);

    expect(answer.body).toEqual({ access: expect.any(String), csrf_token: expect.any(String) });
    expect(flags(answer, 'parley.refresh')).toMatch(/; Path=\/; .*HttpOnly.*SameSite=Strict/);
    expect([...browser.cookies.keys()]).toEqual(['parley.refresh']);
    expect((await browser.get('/user/me/')).status).toBe(401);
  });

  it('keep both, and the access token alone signs in', async () => {
    const { browser, answer } = await signedIn('both');

    expect(Object.keys(answer.body)).toEqual(['csrf_token']);
    expect(flags(answer, 'parley.access')).toMatch(/; Path=\/; .*HttpOnly.*SameSite=Lax/);
    expect((await browser.get('/user/me/')).body).toMatchObject({ username: ada.username });
    expect((await browser.patch('/user/me/', { bio: 'by cookie' })).status).toBe(200);
  });

  it.each([true, 'both'] as const)('come in the same way from /user/login/ (%j)', async (cookie) => {
    const browser = new Browser(app);
    const answer = await browser.post('/user/login/', { username: ada.username, password: PASSWORD, cookie });

    const kept = cookie === 'both' ? ['parley.refresh', 'parley.access'] : ['parley.refresh'];
    expect([answer.status, [...browser.cookies.keys()]]).toEqual([200, kept]);
    expect(Object.keys(answer.body).toSorted()).toEqual(
      cookie === 'both' ? ['csrf_token', 'user'] : ['access', 'csrf_token', 'user'],
    );
    browser.csrf = answer.body.csrf_token;
    if (cookie === 'both') expect((await browser.patch('/user/me/', { bio: 'by login' })).status).toBe(200);
    expect((await browser.post('/api/token/refresh/')).status).toBe(200);
  });

  it('are exchanged by cookie and answered by cookie, without a security token', async () => {
    const { browser } = await signedIn(true);
    browser.csrf = '';
    const before = browser.cookies.get('parley.refresh');

    const answer = await browser.send('/api/token/refresh/', { method: 'POST' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access: expect.any(String), csrf_token: expect.any(String) });
    expect(browser.cookies.get('parley.refresh')).not.toBe(before);
    expect(await worksFor(answer.body.access)).toBe(200);
  });

  it('stay both when they are exchanged', async () => {
    const { browser } = await signedIn('both');

    const answer = await browser.post('/api/token/refresh/');

    expect(Object.keys(answer.body)).toEqual(['csrf_token']);
    expect((await browser.get('/user/me/')).status).toBe(200);
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
  ])('are not exchanged for another site that says %j', async (headers) => {
    const { browser } = await signedIn(true);

    const answer = await browser.send('/api/token/refresh/', { method: 'POST', headers: headers as never, raw: '{}' });

    expect(answer.status).toBe(403);
    expect((await browser.post('/api/token/refresh/')).status).toBe(200);
  });

  it('are exchanged for pages of this server', async () => {
    const { browser } = await signedIn(true);
    const own = { origin: app.url, 'sec-fetch-site': 'same-origin' };

    expect((await browser.send('/api/token/refresh/', { method: 'POST', headers: own })).status).toBe(200);
  });

  it('that are no good are taken away', async () => {
    const { browser } = await signedIn('both');
    browser.cookies.set('parley.refresh', 'A'.repeat(43));

    expect((await browser.post('/api/token/refresh/')).status).toBe(401);
    expect(browser.cookies.size).toBe(0);
  });

  it('need the security token for whatever changes something', async () => {
    const { browser } = await signedIn('both');
    browser.csrf = '';

    expect((await browser.patch('/user/me/', { bio: 'forged' })).status).toBe(403);
    expect((await browser.get('/user/me/')).body.bio).toBe('');
  });

  it.each([true, 'both', 'both with an access token that is over'])(
    'are gone after signing out, and their family with them (%j)',
    async (how) => {
      const { browser } = await signedIn(how === true || 'both');
      if (String(how).endsWith('over')) browser.cookies.set('parley.access', 'over');
      const token = browser.cookies.get('parley.refresh');

      const answer = await browser.post('/user/logout/');

      expect(answer.status).toBe(204);
      for (const name of ['parley.refresh', 'parley.access'])
        expect(flags(answer, name)).toMatch(/=; .*Expires=Thu, 01 Jan 1970 .*HttpOnly/);
      expect(browser.cookies.size).toBe(0);
      expect(ended).toEqual([expect.objectContaining({ user_id: ada.id, reason: 'signed_out' })]);
      expect((await refresh(token)).status).toBe(401);
    },
  );

  it('are not taken from anybody by a page of another site', async () => {
    const { browser } = await signedIn(true);

    const evil = { origin: 'https://evil.example' };
    expect((await browser.send('/user/logout/', { method: 'POST', headers: evil })).status).toBe(403);
    expect((await browser.send('/user/logout/', { form: {}, headers: evil })).status).toBe(403);

    expect((await browser.post('/api/token/refresh/')).status).toBe(200);
  });
});
