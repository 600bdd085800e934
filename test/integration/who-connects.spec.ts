import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Authenticator } from '../../src/auth/authenticator.js';
import { ACCESS_SECONDS, AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser } from '../support/client.js';
import { PASSWORD, people, person, type TestPerson } from '../support/people.js';

let app: OpenApp;
let authenticator: Authenticator;
let ada: TestPerson;
let bob: TestPerson;
let session: string;
let tokens: string;

beforeAll(async () => {
  app = await openApp({ corsOrigins: ['https://app.example'] });
  authenticator = app.get(Authenticator);
  [ada, bob] = await people(app, 'ada', 'bob');
});
beforeEach(async () => {
  session = (await ada.browser()).cookie();
  const browser = new Browser(app);
  await browser.post('/api/token/', { username: 'ada', password: PASSWORD, cookie: 'both' });
  tokens = browser.cookie();
});
afterAll(() => app.close());

/** Opens a socket with these headers; answers who is calling and by what. */
async function upgrade(headers: Record<string, string>, url = '/ws/chat/7/'): Promise<[string, string] | null> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, method: 'GET', headers: { host: `127.0.0.1:${app.port}`, ...headers } });
  const identity = await authenticator.ofUpgrade(request);
  return identity && [identity.actor.username, identity.by];
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('who opens a socket', () => {
  it('is said by a header, an address, a session or a token cookie', async () => {
    expect(await upgrade(bearer(bob.phone.access))).toEqual(['bob', 'bearer']);
    expect(await upgrade({}, `/ws/chat/7/?token=${bob.phone.access}`)).toEqual(['bob', 'query']);
    expect(await upgrade({ cookie: session })).toEqual(['ada', 'session']);
    expect(await upgrade({ cookie: tokens })).toEqual(['ada', 'cookie']);
    expect(await upgrade({})).toBeNull();
    expect(await upgrade({ cookie: 'theme=dark' })).toBeNull();
  });

  it('is decided by what is said on purpose, never by two things at once', async () => {
    expect(await upgrade({ ...bearer(bob.phone.access), cookie: session })).toEqual(['bob', 'bearer']);
    expect(await upgrade({ ...bearer('garbage'), cookie: session })).toBeNull();
    expect(await upgrade({ cookie: session }, `/ws/chat/7/?token=${bob.phone.access}`)).toEqual(['bob', 'query']);
    expect(await upgrade({ cookie: session }, '/ws/chat/7/?token=garbage')).toBeNull();
    expect(await upgrade({ cookie: session }, '/ws/chat/7/?other=1')).toEqual(['ada', 'session']);
  });

  it('is not said by an access token that is over', async () => {
    const [{ id }] = await app.database.query('SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [
      bob.id,
    ]);
    const issued = Math.floor(Date.now() / 1000) - ACCESS_SECONDS;
    const sign = (earlier: number) => app.get(AccessTokens).sign(bob.id, id, 'over', issued - earlier);

    expect(await upgrade(bearer(sign(-60)))).toEqual(['bob', 'bearer']);
    expect(await upgrade(bearer(sign(60)))).toBeNull();
    expect(await upgrade({}, `/ws/chat/7/?token=${sign(60)}`)).toBeNull();
    expect(await upgrade({ cookie: `parley.access=${sign(60)}` })).toBeNull();
  });

  it('is not said by a refresh token', async () => {
    expect(await upgrade(bearer(ada.phone.refresh))).toBeNull();
    expect(await upgrade({}, `/ws/chat/7/?token=${ada.phone.refresh}`)).toBeNull();
  });

  it.each([
    'https://evil.example',
    'null',
    'http://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'https://app.example.evil.example',
  ])('is not said by cookies that a page of %s brings along', async (origin) => {
    await expect(upgrade({ cookie: session, origin })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(upgrade({ cookie: tokens, origin })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await upgrade({ ...bearer(bob.phone.access), origin })).toEqual(['bob', 'bearer']);
  });

  it('is said by cookies of our own pages, of listed ones, and of programs that are no browser', async () => {
    expect(await upgrade({ cookie: session, origin: app.url })).toEqual(['ada', 'session']);
    expect(await upgrade({ cookie: session, origin: 'https://app.example' })).toEqual(['ada', 'session']);
    await expect(upgrade({ cookie: session, 'sec-fetch-site': 'cross-site' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is nobody once the device is signed out', async () => {
    const phone = await bob.anotherPhone();
    await phone.post('/user/logout/');

    expect(await upgrade(bearer(phone.access))).toBeNull();
  });

  it('is known with the end of the token', async () => {
    const actor = await authenticator.ofToken(bob.phone.access);

    expect(actor).toEqual({
      id: bob.id,
      username: 'bob',
      session_id: expect.any(Number),
      kind: 'api',
      site_admin: false,
      expires_at: expect.any(Number),
    });
    expect(actor!.expires_at! - Date.now()).toBeGreaterThan(890_000);
    expect(actor!.expires_at! - Date.now()).toBeLessThanOrEqual(900_000);
  });

  it('is asked of the database once for many frames, and anew when the device ends', async () => {
    const eve = await person(app, 'eve');
    const actor = await authenticator.ofToken(eve.phone.access);
    const asked = await queriesDuring(async () => {
      for (let frame = 0; frame < 100; frame++) await authenticator.ofToken(eve.phone.access);
    });

    expect(asked).toBeLessThanOrEqual(1);
    expect(await authenticator.stillLive(actor!)).toBe(true);
    await eve.phone.post('/user/logout/');
    expect(await authenticator.stillLive(actor!)).toBe(false);
  });
});

describe('with tokens in addresses switched off', () => {
  let closed: OpenApp;
  beforeAll(async () => {
    closed = await openApp({ allowQueryToken: false });
  });
  afterAll(() => closed.close());

  it('an address says nothing', async () => {
    const eve = await person(closed, 'eve');
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { url: `/ws/chat/7/?token=${eve.phone.access}`, headers: {} });

    expect(await closed.get(Authenticator).ofUpgrade(request)).toBeNull();
  });
});

async function queriesDuring(act: () => Promise<void>): Promise<number> {
  const query = app.database.query.bind(app.database);
  let asked = 0;
  app.database.query = (async (...args: Parameters<typeof query>) => {
    asked++;
    return query(...args);
  }) as typeof app.database.query;
  await act().finally(() => (app.database.query = query));
  return asked;
}
