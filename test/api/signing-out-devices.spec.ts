import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LastActive } from '../../src/auth/sessions/last-active.js';
import { SessionSweeper } from '../../src/auth/sessions/session-sweeper.js';
import { EventBus } from '../../src/events/event-bus.js';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser, Stranger } from '../support/client.js';
import { PASSWORD, person, signIn, type TestPerson } from '../support/people.js';

let app: OpenApp;
let ada: TestPerson;
let bob: TestPerson;
let ended: { user_id: number; reason: string }[] = [];
let count = 0;

beforeAll(async () => {
  app = await openApp();
  app.get(EventBus).on('session ended', (end) => void ended.push(end));
});
beforeEach(async () => {
  count++;
  [ada, bob] = await Promise.all([person(app, `ada${count}`), person(app, `bob${count}`)]);
  ended = [];
});
afterAll(() => app.close());

const devicesOf = async (who: TestPerson) => (await who.phone.get('/user/me/sessions/')).body;
const signedIn = async (client: { get(path: string): Promise<{ status: number }> }) =>
  (await client.get('/user/me/')).status === 200;
const storedSessions = async () => (await app.database.query('SELECT count(*) AS n FROM web_sessions'))[0].n;

describe('the list of devices', () => {
  it('shows where somebody is signed in, the asking one first', async () => {
    await ada.browser();

    const devices = await devicesOf(ada);

    expect(devices).toHaveLength(2);
    expect(devices[0]).toEqual({
      id: expect.any(Number),
      kind: 'api',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
      last_active: expect.stringMatching(/Z$/),
      agent: expect.any(String),
      current: true,
    });
    expect(devices[1]).toMatchObject({ kind: 'web', current: false });
  });

  it('says when each was last used, to the minute', async () => {
    await app.database.query(`UPDATE sessions SET last_active = now() - interval '3 hours' WHERE user_id = $1`, [
      ada.id,
    ]);
    await ada.phone.get('/user/me/');
    await app.get(LastActive).write();

    const [device] = await devicesOf(ada);

    expect(Date.now() - Date.parse(device.last_active)).toBeLessThan(60_000);
  });

  it('is for people who are signed in', async () => {
    expect((await new Stranger(app).get('/user/me/sessions/')).status).toBe(401);
  });
});

describe('ending a device', () => {
  it('signs it out at once, and no other', async () => {
    const lost = await ada.anotherPhone();
    const [, other] = await devicesOf(ada);

    expect((await ada.phone.delete(`/user/me/sessions/${other.id}/`)).status).toBe(204);

    expect(await signedIn(lost)).toBe(false);
    expect((await new Stranger(app).post('/api/token/refresh/', { refresh: lost.refresh })).status).toBe(401);
    expect(await signedIn(ada.phone)).toBe(true);
    expect(ended).toEqual([{ session_id: other.id, user_id: ada.id, reason: 'signed_out' }]);
  });

  it('signs a browser out as well', async () => {
    const browser = await ada.browser();
    const device = (await devicesOf(ada)).find(({ kind }: { kind: string }) => kind === 'web');

    await ada.phone.delete(`/user/me/sessions/${device.id}/`);

    expect(await signedIn(browser)).toBe(false);
    expect(browser.cookies.has('parley.sid')).toBe(false);
  });

  it('of somebody else is like ending none', async () => {
    const [theirs] = await devicesOf(bob);
    const answers = await Promise.all([
      ada.phone.delete(`/user/me/sessions/${theirs.id}/`),
      ada.phone.delete('/user/me/sessions/2147483647/'),
      ada.phone.delete('/user/me/sessions/nonsense/'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await signedIn(bob.phone)).toBe(true);
    expect(ended).toEqual([]);
  });

  it('that is asking signs it out', async () => {
    const browser = await ada.browser();
    const { body } = await browser.get('/user/me/sessions/');

    await browser.delete(`/user/me/sessions/${body[0].id}/`);

    expect(await signedIn(browser)).toBe(false);
    expect(browser.cookies.has('parley.sid')).toBe(false);
  });

  it('all others leaves only this one', async () => {
    const others = [await ada.anotherPhone(), await ada.browser()];

    expect((await ada.phone.delete('/user/me/sessions/')).status).toBe(204);

    expect(await Promise.all(others.map(signedIn))).toEqual([false, false]);
    expect(await signedIn(ada.phone)).toBe(true);
    expect(await signedIn(bob.phone)).toBe(true);
    expect(ended).toHaveLength(2);
  });
});

describe('changing the password', () => {
  const change = (client: { post: Browser['post'] }, current: string, next = 'a turtle carries its house') =>
    client.post('/user/me/password/', { current, new: next });

  it('signs out every other device and lets only the new password in', async () => {
    const others = [await ada.anotherPhone(), await ada.browser()];

    expect((await change(ada.phone, PASSWORD)).status).toBe(204);

    expect(await Promise.all(others.map(signedIn))).toEqual([false, false]);
    expect(await signedIn(ada.phone)).toBe(true);
    expect(ended.map(({ reason }) => reason)).toEqual(['password_changed', 'password_changed']);
    await expect(signIn(app, ada.username)).rejects.toThrow('401');
    expect(await signedIn(await signIn(app, ada.username, 'a turtle carries its house'))).toBe(true);
  });

  it('works from a browser, which stays signed in', async () => {
    const browser = await ada.browser();

    expect((await change(browser, PASSWORD)).status).toBe(204);

    expect(await signedIn(browser)).toBe(true);
    expect(await signedIn(ada.phone)).toBe(false);
  });

  it.each([
    ['the wrong current one', 'not this one', 'a turtle carries its house', 'current'],
    ['a short new one', PASSWORD, 'short', 'new'],
    ['a common new one', PASSWORD, 'password1', 'new'],
  ])('with %s changes nothing', async (_, current, next, field) => {
    const other = await ada.anotherPhone();

    const answer = await change(ada.phone, current, next);

    expect(answer.status).toBe(400);
    expect(answer.body.fields[field]).toHaveLength(1);
    expect(await signedIn(other)).toBe(true);
  });

  it('cannot be outrun by signing in with the old one', async () => {
    const racing = Array.from({ length: 6 }, () => signIn(app, ada.username).catch(() => null));
    const [changed, ...phones] = await Promise.all([change(ada.phone, PASSWORD), ...racing]);

    expect(changed.status).toBe(204);
    const still = await Promise.all(phones.map(async (phone) => phone !== null && signedIn(phone)));
    expect(still).toEqual(Array(6).fill(false));
  });
});

describe('the session of a browser', () => {
  it('has a new name after signing in: what somebody planted is worth nothing', async () => {
    const attacker = await bob.browser();
    const planted = attacker.cookies.get('parley.sid')!;
    const victim = new Browser(app);
    victim.cookies.set('parley.sid', planted);
    await victim.look();

    await victim.submit('/user/login/', { username: ada.username, password: PASSWORD });

    expect((await victim.get('/user/me/')).body.username).toBe(ada.username);
    expect(victim.cookies.get('parley.sid')).not.toBe(planted);
    expect(await signedIn(attacker)).toBe(false);
  });

  it('that somebody made up is not adopted', async () => {
    const browser = await ada.browser();
    browser.cookies.set('parley.sid', 's:made-up-by-hand.c2lnbmF0dXJl');

    expect(await signedIn(browser)).toBe(false);
    const name = browser.cookies.get('parley.sid');
    expect(await app.database.query('SELECT * FROM web_sessions WHERE sid = $1', ['made-up-by-hand'])).toEqual([]);
    expect(name).toBe('s:made-up-by-hand.c2lnbmF0dXJl');
  });

  it('is over when it signs out, also for whoever copied its cookie', async () => {
    const browser = await ada.browser();
    const copied = new Map(browser.cookies);
    const before = await storedSessions();

    const answer = await browser.submit('/user/logout/', {});

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/user/login/');
    expect(await storedSessions()).toBe(before - 1);
    for (const [name, value] of copied) browser.cookies.set(name, value);
    expect(await signedIn(browser)).toBe(false);
    expect(ended).toEqual([expect.objectContaining({ user_id: ada.id, reason: 'signed_out' })]);
  });

  it('is not over because an image shows the address', async () => {
    const browser = await ada.browser();
    await browser.get('/user/logout/');

    expect(await signedIn(browser)).toBe(true);
  });

  it('may be signed out twice', async () => {
    const browser = await ada.browser();
    await ada.phone.delete('/user/me/sessions/');

    expect((await browser.submit('/user/logout/', {})).status).toBe(303);
  });

  it('leaves nothing behind for a thousand visitors', async () => {
    const before = await storedSessions();
    const stranger = new Stranger(app);

    const answers = [];
    for (let round = 0; round < 20; round++) {
      answers.push(
        ...(await Promise.all(Array.from({ length: 50 }, () => stranger.get('/user/available/?username=ada')))),
      );
    }

    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([]);
    expect(await storedSessions()).toBe(before);
  });

  it.each([
    ['a week without use', `last_active = now() - interval '8 days'`],
    ['a month', `created = now() - interval '31 days'`],
  ])('is over after %s', async (_, passed) => {
    const browser = await ada.browser();
    await app.database.query(`UPDATE sessions SET ${passed} WHERE user_id = $1 AND kind = 'web'`, [ada.id]);

    await app.get(SessionSweeper).sweep();

    expect(await signedIn(browser)).toBe(false);
    expect(await signedIn(ada.phone)).toBe(true);
    expect(ended).toEqual([expect.objectContaining({ user_id: ada.id, reason: 'expired' })]);
  });

  it('ends within two seconds when the account is disabled', async () => {
    const browser = await ada.browser();
    expect(await signedIn(browser)).toBe(true);
    await app.database.query('UPDATE users SET disabled_at = now() WHERE id = $1', [ada.id]);

    const deadline = performance.now() + 2500;
    while (performance.now() < deadline && (await signedIn(browser))) await new Promise((wake) => setTimeout(wake, 50));

    expect(await signedIn(browser)).toBe(false);
    expect(await signedIn(ada.phone)).toBe(false);
  });
});
