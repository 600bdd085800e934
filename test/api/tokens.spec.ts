import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventBus } from '../../src/events/event-bus.js';
import { type OpenApp, openApp } from '../support/app.js';
import { Stranger } from '../support/client.js';
import { PASSWORD, person, signIn, type TestPerson } from '../support/people.js';

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
  ended = [];
  ada = await person(app, `ada${++count}`);
});
afterEach(() => {
  ended = [];
});
afterAll(() => app.close());

const refresh = (token: unknown) => stranger.post('/api/token/refresh/', { refresh: token });
const worksFor = async (access: string) =>
  (await stranger.send('/user/me/', { headers: { authorization: `Bearer ${access}` } })).status;

describe('a pair of tokens', () => {
  it('lets an app in, and only the access token does', async () => {
    const { status, body } = await stranger.post('/api/token/', { username: ada.username, password: PASSWORD });
    expect([status, Object.keys(body)]).toEqual([200, ['access', 'refresh']]);
    const { access, refresh: token } = body;

    expect(await worksFor(access)).toBe(200);
    expect(await worksFor(token)).toBe(401);
    expect((await refresh(access)).status).toBe(401);
  });

  it('is not what the database keeps', async () => {
    const rows = await app.database.query('SELECT * FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id');
    const stored = JSON.stringify(
      rows.map((row: { token_hash: Buffer }) => ({ ...row, hash: row.token_hash.toString() })),
    );

    expect(stored).not.toContain(ada.phone.refresh);
    const hash = createHash('sha256').update(ada.phone.refresh).digest();
    expect(rows.some(({ token_hash }: { token_hash: Buffer }) => token_hash.equals(hash))).toBe(true);
  });

  it('can be asked about', async () => {
    const verify = (token: unknown) => stranger.post('/api/token/verify/', { token });

    expect(await verify(ada.phone.access)).toMatchObject({ status: 200, body: {} });
    expect((await verify(ada.phone.refresh)).status).toBe(401);
    expect((await verify('garbage')).status).toBe(401);
    expect((await verify(7)).status).toBe(400);
    expect((await stranger.post('/api/token/verify/', {})).status).toBe(400);
  });

  it.each([{}, { username: 'ada' }, { username: 'ada', password: PASSWORD, cookie: 'yes' }])(
    'is not given for %j',
    async (body) => expect((await stranger.post('/api/token/', body)).status).toBe(400),
  );

  it('is not given to whoever does not know the password', async () => {
    const { status, body } = await stranger.post('/api/token/', { username: ada.username, password: 'not this one' });

    expect(status).toBe(401);
    expect(body).toEqual({ statusCode: 401, code: 'not_authenticated', detail: expect.any(String) });
  });

  it('of a megabyte is refused at once', async () => {
    const answer = await stranger
      .send('/user/me/', { headers: { authorization: `Bearer ${'a'.repeat(1_000_000)}` } })
      .then(({ status }) => status)
      .catch(() => 'cut off');

    expect([401, 431, 'cut off']).toContain(answer);
    expect(await worksFor('a'.repeat(10_000))).toBe(401);
  });
});

describe('exchanging a refresh token', () => {
  it('gives a new pair, and the new one can be exchanged again', async () => {
    const first = await refresh(ada.phone.refresh);
    const second = await refresh(first.body.refresh);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(Object.keys(first.body)).toEqual(['access', 'refresh']);
    expect(new Set([ada.phone.refresh, first.body.refresh, second.body.refresh]).size).toBe(3);
    expect(await worksFor(second.body.access)).toBe(200);
  });

  it('by twenty at once gives all the same pair, and a later use ends the family', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(ada.phone.refresh)));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const pair = answers[0]!.body;
    expect(await worksFor(pair.access)).toBe(200);
    expect(ended).toEqual([]);

    expect((await refresh(ada.phone.refresh)).status).toBe(401);

    expect(ended).toEqual([{ session_id: expect.any(Number), user_id: ada.id, reason: 'token_reused' }]);
    expect(await worksFor(pair.access)).toBe(401);
    expect((await refresh(pair.refresh)).status).toBe(401);
    expect(
      app.lines.filter(({ msg, user_id }) => msg === 'Refresh token used twice' && user_id === ada.id),
    ).toHaveLength(1);
  });

  it('twice, one after the other, ends what the thief or the owner got', async () => {
    const { body: stolen } = await refresh(ada.phone.refresh);

    expect((await refresh(ada.phone.refresh)).status).toBe(401);
    expect((await refresh(stolen.refresh)).status).toBe(401);
    expect(await worksFor(stolen.access)).toBe(401);
  });

  it('that another device used twice leaves this one alone', async () => {
    const other = await ada.anotherPhone();
    await refresh(other.refresh);
    await refresh(other.refresh);

    expect((await refresh(ada.phone.refresh)).status).toBe(200);
    expect(await worksFor(ada.phone.access)).toBe(200);
  });

  it.each(['', 'garbage', 'A'.repeat(43), 7, null, ['A'.repeat(43)], 'A'.repeat(5000)])(
    'that is %j is refused and ends nothing',
    async (token) => {
      expect([400, 401]).toContain((await refresh(token)).status);
      expect(ended).toEqual([]);
    },
  );

  it('after its thirty days is refused', async () => {
    await app.database.query(`UPDATE refresh_tokens SET expires_at = now() WHERE token_hash = sha256($1)`, [
      Buffer.from(ada.phone.refresh),
    ]);

    expect((await refresh(ada.phone.refresh)).status).toBe(401);
    expect(ended).toEqual([]);
  });

  it('of a disabled account is refused', async () => {
    await app.database.query('UPDATE users SET disabled_at = now() WHERE id = $1', [ada.id]);

    expect((await refresh(ada.phone.refresh)).status).toBe(401);
  });
});

describe('two instances that share a database', () => {
  let second: OpenApp;
  beforeAll(async () => {
    second = await openApp({ databaseUrl: app.config.databaseUrl });
  });
  afterAll(() => second.close());

  it('give the same pair to requests that came before the first was answered', async () => {
    const doors = [stranger, new Stranger(second)];

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        doors[index % 2]!.post('/api/token/refresh/', { refresh: ada.phone.refresh }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('both know a token that the other has exchanged', async () => {
    await refresh(ada.phone.refresh);
    await app.database.query(`UPDATE refresh_tokens SET used_at = used_at - interval '1 minute'`);

    expect((await new Stranger(second).post('/api/token/refresh/', { refresh: ada.phone.refresh })).status).toBe(401);
    expect(await worksFor(ada.phone.access)).toBe(401);
  });
});

describe('signing out with an app', () => {
  it('by its refresh token ends the whole family', async () => {
    const { body: pair } = await refresh(ada.phone.refresh);

    const answer = await stranger.post('/user/logout/', { refresh: pair.refresh });

    expect(answer.status).toBe(204);
    expect(await worksFor(pair.access)).toBe(401);
    expect(await worksFor(ada.phone.access)).toBe(401);
    expect((await refresh(pair.refresh)).status).toBe(401);
  });

  it('by its access token ends it too, and no other device', async () => {
    const other = await signIn(app, ada.username);

    expect((await ada.phone.post('/user/logout/')).status).toBe(204);

    expect(await worksFor(ada.phone.access)).toBe(401);
    expect((await refresh(ada.phone.refresh)).status).toBe(401);
    expect(await worksFor(other.access)).toBe(200);
  });

  it('says nothing about a token nobody has, and asks for one where none is given', async () => {
    expect((await stranger.post('/user/logout/', { refresh: 'A'.repeat(43) })).status).toBe(204);
    expect((await stranger.post('/user/logout/', {})).status).toBe(400);
    expect((await stranger.post('/user/logout/', { refresh: 7 })).status).toBe(400);
    expect(ended).toEqual([]);
  });

  it('is not done by reading the address', async () => {
    expect((await ada.phone.get('/user/logout/')).status).toBe(404);
    expect(await worksFor(ada.phone.access)).toBe(200);
  });
});
