import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { Browser, Stranger } from '../support/client.js';
import { PASSWORD, people, person } from '../support/people.js';

let app: OpenApp;
let stranger: Stranger;

beforeAll(async () => {
  app = await openApp();
  stranger = new Stranger(app);
});
afterAll(() => app.close());

const register = (account: object) => stranger.post('/user/register/', account);

describe('making an account', () => {
  it.each(['demo', 'admin', 'root', 'test'])('comes before anything: there is no %s', async (username) => {
    expect((await stranger.post('/user/login/', { username, password: `${username}123` })).status).toBe(401);
    expect(await app.database.query('SELECT * FROM users')).toEqual([]);
  });

  it('tells an app who was made', async () => {
    const answer = await register({ username: 'Ada', password: PASSWORD, display_name: 'Ada Lovelace' });

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(Number), username: 'Ada', display_name: 'Ada Lovelace' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['ada', 'ADA', ' aDa '])('is refused for the name %j that somebody has', async (username) => {
    const answer = await register({ username, password: PASSWORD });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'conflict', fields: { username: [expect.stringContaining('taken')] } });
  });

  it.each([
    ['without a name', { username: undefined }, 'username'],
    ['with a short name', { username: 'ab' }, 'username'],
    ['with a long name', { username: 'a'.repeat(33) }, 'username'],
    ['with letters that look like others', { username: 'аda.two' }, 'username'],
    ['with letters one cannot see', { username: 'ada\u200btwo' }, 'username'],
    ['with a reserved name', { username: 'Admin' }, 'username'],
    ['with a name that is a number', { username: 12345 }, 'username'],
    ['without a password', { password: undefined }, 'password'],
    ['with a short password', { password: 'short' }, 'password'],
    ['with a common password', { password: 'password1' }, 'password'],
    ['with the name as the password', { username: 'edith.clarke', password: 'Edith.Clarke' }, 'password'],
    ['with an over-long password', { password: 'a'.repeat(129) }, 'password'],
    ['with two different passwords', { re_password: 'another' }, 're_password'],
    ['with two different passwords', { password2: 'another' }, 'password2'],
    ['with no address', { email: 'nowhere' }, 'email'],
    ['with an over-long name for others', { display_name: 'a'.repeat(81) }, 'display_name'],
  ])('%s is refused with a sentence at the field', async (_, change, field) => {
    const answer = await register({ username: 'edith', password: PASSWORD, ...change });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ statusCode: 400, code: 'invalid_input', detail: expect.any(String) });
    expect(answer.body.fields[field][0]).toMatch(/\.$/);
    expect(answer.text).not.toContain('short');
  });

  it('sets nothing that was not asked for', async () => {
    const extra = {
      id: 7000,
      site_admin: true,
      is_staff: true,
      role: 'owner',
      disabled_at: null,
      username_key: 'root',
    };

    const { body } = await register({ username: 'grace', password: PASSWORD, ...extra });

    const [row] = await app.database.query('SELECT * FROM users WHERE id = $1', [body.id]);
    expect(row).toMatchObject({ username_key: 'grace', site_admin: false, display_name: '' });
    expect(row.id).not.toBe(7000);
    expect(row.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('accepts a long sentence with turtles, and signs in with exactly that', async () => {
    const password = `${'🐢 '.repeat(30)}walk`;
    expect((await register({ username: 'shelly', password, re_password: password })).status).toBe(201);

    expect((await stranger.post('/user/login/', { username: 'shelly', password })).status).toBe(200);
    expect((await stranger.post('/user/login/', { username: 'shelly', password: `${password} ` })).status).toBe(401);
  });

  it('by fifty at once under one name makes one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => register({ username: 'rosalind', password: PASSWORD })),
    );

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(49).fill(409)]);
    expect(answers.find(({ status }) => status === 409)!.body.fields.username).toHaveLength(1);
  });
});

describe('whether a name is free', () => {
  it.each([
    ['hedy', true],
    ['ada', false],
    ['ADA', false],
    ['admin', false],
    ['ab', false],
    ['with space', false],
  ])('%s: %j', async (username, available) => {
    const { body, status } = await stranger.get(`/user/available/?username=${encodeURIComponent(username)}`);

    expect(status).toBe(200);
    expect(body).toEqual({ available });
  });

  it('needs a name', async () => {
    const { body, status } = await stranger.get('/user/available/');

    expect(status).toBe(400);
    expect(body.fields.username).toHaveLength(1);
  });
});

describe('signing in', () => {
  it('gives an app its tokens and says who it is', async () => {
    const { username, id } = await person(app, 'katherine');

    const { status, body } = await stranger.post('/user/login/', { username: ' KATHERINE ', password: PASSWORD });

    expect(status).toBe(200);
    expect(body).toEqual({
      access: expect.any(String),
      refresh: expect.stringMatching(/^[\w-]{43}$/),
      user: { id, username, display_name: 'katherine' },
    });
  });

  it('fails the same way for a name nobody has, a wrong password and a disabled account', async () => {
    const [dorothy] = await people(app, 'dorothy', 'mary');
    await app.database.query(`UPDATE users SET disabled_at = now() WHERE id = $1`, [dorothy.id]);

    const answers = await Promise.all([
      stranger.post('/user/login/', { username: 'nobody.here', password: PASSWORD }),
      stranger.post('/user/login/', { username: 'mary', password: 'not this one' }),
      stranger.post('/user/login/', { username: 'dorothy', password: PASSWORD }),
      stranger.post('/api/token/', { username: 'dorothy', password: PASSWORD }),
    ]);

    const seen = answers.map(({ status, text, headers }) => [
      status,
      text,
      [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
    ]);
    expect(seen[0]![0]).toBe(401);
    expect(answers[0].headers.get('www-authenticate')).toBe('Bearer');
    for (const other of seen.slice(1)) expect(other).toEqual(seen[0]);
  });

  it.each([{}, { username: 'ada' }, { password: PASSWORD }, { username: 7, password: PASSWORD }, []])(
    'with %j is answered with what is missing',
    async (body) => {
      const answer = await stranger.post('/user/login/', body);

      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body.fields)).not.toHaveLength(0);
    },
  );

  it.each(['a\0da', 'x'.repeat(20_000), '\ud83d', "' OR 1=1 --", '%'])('as %j is nobody', async (username) => {
    expect((await stranger.post('/user/login/', { username, password: PASSWORD })).status).toBe(401);
  });

  it('with a password that is longer than any is nobody', async () => {
    expect((await stranger.post('/user/login/', { username: 'ada', password: 'a'.repeat(50_000) })).status).toBe(401);
  });

  it('looks at every character of a long password', async () => {
    await register({ username: 'longest', password: `${'a'.repeat(100)}b` });

    const tries = [`${'a'.repeat(100)}c`, 'a'.repeat(100), `${'a'.repeat(100)}b`];
    const statuses = await Promise.all(
      tries.map(async (password) => (await stranger.post('/user/login/', { username: 'longest', password })).status),
    );
    expect(statuses).toEqual([401, 401, 200]);
  });

  it('is logged without the password and without the tokens', async () => {
    const { phone } = await person(app, 'lise');
    await stranger.post('/user/login/', { username: 'lise', password: 'canary-of-the-log' });

    const log = app.lines.map((line) => JSON.stringify(line)).join('\n');
    expect(log).toContain('Signed in');
    expect(log).toContain('Sign-in refused');
    for (const secret of ['canary-of-the-log', PASSWORD, phone.access, phone.refresh])
      expect(log).not.toContain(secret);
  });
});

describe('a browser', () => {
  it('stays a stranger until it signs in', async () => {
    const browser = new Browser(app);

    expect((await browser.get('/user/me/')).status).toBe(401);
    expect(browser.cookies.size).toBe(0);
    expect(await app.database.query('SELECT * FROM web_sessions')).toEqual([]);
  });

  it('is signed in by the form it registers with', async () => {
    const browser = new Browser(app).visit();

    const answer = await browser.submit('/user/register/', { username: 'emmy', password: PASSWORD });

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/home/');
    expect((await browser.get('/user/me/')).body).toMatchObject({ username: 'emmy' });
  });

  it('goes where it was going, and never elsewhere', async () => {
    await person(app, 'noether');
    const next = async (wanted: string) => {
      const fields = { username: 'noether', password: PASSWORD, next: wanted };
      return (await new Browser(app).visit().submit('/user/login/', fields)).headers.get('location');
    };

    expect(await next('/chat-web/7')).toBe('/chat-web/7');
    expect(await next('//evil.example/')).toBe('/home/');
    expect(await next('https://evil.example/')).toBe('/home/');
  });
});
