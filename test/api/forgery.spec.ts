import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser, type Sending, Stranger } from '../support/client.js';
import { PASSWORD, people, type TestPerson } from '../support/people.js';

let app: OpenApp;
let ada: TestPerson;
let bob: TestPerson;
let browser: Browser;

beforeAll(async () => {
  app = await openApp({ corsOrigins: ['https://app.example'] });
  [ada, bob] = await people(app, 'ada', 'bob');
});
beforeEach(async () => {
  browser = await ada.browser();
});
afterAll(() => app.close());

/** The same browser with something else in place of the security token. */
const forge = (path: string, sending: Sending, token = '') => {
  browser.csrf = token;
  return browser.send(path, sending);
};

describe('with a session cookie, whatever changes something', () => {
  it('works with the security token of the page, in the header or in the form', async () => {
    expect((await browser.patch('/user/me/', { bio: 'mine' })).status).toBe(200);
    expect((await browser.submit('/user/logout/', {})).status).toBe(303);
  });

  it.each([
    ['PATCH', '/user/me/', { bio: 'forged' }],
    ['POST', '/user/me/password/', { current: PASSWORD, new: 'a turtle carries its house' }],
    ['DELETE', '/user/me/sessions/', undefined],
    ['POST', '/user/logout/', undefined],
    ['POST', '/chat/', { username: 'bob' }],
    ['POST', '/chat/read-all/', undefined],
    ['POST', '/user/1/block/', undefined],
    ['DELETE', '/user/me/avatar/', undefined],
  ])('%s %s is refused without it', async (method, path, json) => {
    const answer = await forge(path, { method, json });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'forbidden' });
  });

  it('is refused with the token of another session, of before signing in, or with one made up', async () => {
    const others = [
      (await bob.browser()).csrf,
      (await ada.browser()).csrf,
      new Browser(app).visit().csrf,
      `${browser.csrf.slice(0, -1)}_`,
      browser.csrf.toUpperCase(),
      'undefined',
    ];

    for (const token of others) {
      expect((await forge('/user/me/', { method: 'PATCH', json: { bio: 'forged' } }, token)).status).toBe(403);
    }
    expect((await ada.phone.get('/user/me/')).body.bio).not.toBe('forged');
  });

  it.each(['', '_csrf=', '_csrf[]=x', '_csrf=a&_csrf=b'])('is refused for a form that says %j', async (raw) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };

    expect((await forge('/user/logout/', { method: 'POST', raw, headers: type })).status).toBe(403);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', ''])(
    'is refused as %j, which any page may send, even with the token',
    async (type) => {
      const headers = { 'content-type': type };
      const raw = JSON.stringify({ bio: 'forged' });

      expect((await forge('/user/me/', { method: 'PATCH', raw, headers })).status).toBe(403);
      const { csrf } = await browser.look();
      const answer = await forge('/user/me/', { method: 'PATCH', raw, headers }, csrf);
      expect(type ? answer.status : answer.body.bio).toBe(type ? 403 : 'mine');
    },
  );

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://127.0.0.1' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('is refused from another site (%j), even with the token', async (headers) => {
    const answer = await browser.send('/user/me/', {
      method: 'PATCH',
      json: { bio: 'forged' },
      headers: headers as never,
    });

    expect(answer.status).toBe(403);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }],
    [{}],
  ])('works from a page of ours or a listed one (%j) with the token', async (headers) => {
    const answer = await browser.send('/user/me/', {
      method: 'PATCH',
      json: { bio: 'mine' },
      headers: headers as never,
    });

    expect(answer.status).toBe(200);
  });

  it('is refused when the cookie is there twice', async () => {
    const cookie = `${browser.cookie()}; parley.sid=s%3Aanother`;

    expect((await browser.send('/user/me/', { method: 'PATCH', json: { bio: 'x' }, headers: { cookie } })).status).toBe(
      403,
    );
  });

  it('cannot hide in a method that only reads', async () => {
    const override = { 'x-http-method-override': 'DELETE' };

    await forge('/user/me/sessions/', { headers: override });
    await forge('/user/me/sessions/?_method=DELETE', {});
    await forge('/user/me/sessions/', { method: 'HEAD' });

    expect((await ada.phone.get('/user/me/')).status).toBe(200);
  });
});

describe('a Bearer token beside a cookie', () => {
  const both = (authorization: string, sending: Sending = {}) => {
    browser.csrf = '';
    return browser.send('/user/me/', { ...sending, headers: { authorization } });
  };

  it('decides who is calling', async () => {
    expect((await both(`Bearer ${bob.phone.access}`)).body.username).toBe('bob');
    expect((await both(`bearer ${bob.phone.access}`)).body.username).toBe('bob');
    expect((await both(`JWT ${bob.phone.access}`)).body.username).toBe('bob');
  });

  it('needs no security token', async () => {
    const answer = await both(`Bearer ${bob.phone.access}`, { method: 'PATCH', json: { bio: 'by phone' } });

    expect(answer.body).toMatchObject({ username: 'bob', bio: 'by phone' });
  });

  it.each(['Bearer garbage', 'Bearer', 'Bearer ', 'bearer x y', 'JWT x'])(
    'that is garbage (%j) makes the caller nobody',
    async (authorization) => {
      expect((await both(authorization)).status).toBe(401);
      expect((await both(authorization, { method: 'PATCH', json: { bio: 'forged' } })).status).toBe(401);
    },
  );

  it('of another scheme is somebody else’s business, and the cookie still needs its token', async () => {
    expect((await both('Basic YTpi')).body.username).toBe('ada');
    expect((await both('Basic YTpi', { method: 'PATCH', json: { bio: 'forged' } })).status).toBe(403);
  });
});

describe('a visitor', () => {
  const account = { username: 'ada', password: PASSWORD };
  const submit = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    new Stranger(app).send('/user/login/', { form, headers });

  it('cannot be signed in by a form of another site', async () => {
    const page = new Browser(app).visit();

    expect((await submit(account)).status).toBe(403);
    expect((await submit({ ...account, _csrf: page.csrf })).status).toBe(403);
    expect((await submit(account, { cookie: page.cookie() })).status).toBe(403);
    expect((await submit({ ...account, _csrf: page.csrf }, { cookie: 'parley.visitor=another' })).status).toBe(403);
    const own = { ...account, _csrf: page.csrf };
    expect((await submit(own, { cookie: page.cookie(), origin: 'https://evil.example' })).status).toBe(403);
    expect((await submit(own, { cookie: page.cookie() })).status).toBe(303);
  });

  it('needs no token for JSON, which carries no cookie of theirs', async () => {
    expect((await new Stranger(app).post('/user/login/', account)).status).toBe(200);
    expect((await new Stranger(app).post('/api/token/', account)).status).toBe(200);
  });

  it('gets tokens for JSON only', async () => {
    expect((await new Stranger(app).send('/api/token/', { form: account })).status).toBe(403);
  });
});

describe('behind https', () => {
  let secure: OpenApp;
  beforeAll(async () => {
    secure = await openApp({ publicUrl: 'https://chat.example', secureCookies: true });
    await people(secure, 'ada');
  });
  afterAll(() => secure.close());

  it('cookies are for this host alone and never travel in the clear', async () => {
    const visitor = new Browser(secure).visit();
    const login = await visitor.submit('/user/login/', { username: 'ada', password: PASSWORD });
    const tokens = await new Stranger(secure).post('/api/token/', {
      username: 'ada',
      password: PASSWORD,
      cookie: 'both',
    });

    const lines = [...login.headers.getSetCookie(), ...tokens.headers.getSetCookie()];
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      '__Host-parley.sid',
      '__Host-parley.refresh',
      '__Host-parley.access',
    ]);
    for (const line of lines) {
      expect(line).toMatch(/; Path=\//);
      expect(line).toMatch(/; HttpOnly/);
      expect(line).toMatch(/; Secure/);
      expect(line).toMatch(/; SameSite=(?:Lax|Strict)/);
      expect(line).not.toMatch(/Domain/i);
    }
  });
});
