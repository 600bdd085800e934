import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Json, send } from '../support/client.js';
import { PASSWORD } from '../support/people.js';
import { SocketTown } from '../support/socket-town.js';
import { Spoken } from '../support/spoken.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('a client of system 001', () => {
  let town: SocketTown;
  const open: Spoken[] = [];
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.hangUp()));
    await town.hangUp();
  });
  afterAll(() => town.close());

  const ask = (path: string, json?: object, authorization?: string) =>
    send(town.app.url + path, { json, headers: authorization === undefined ? {} : { authorization } });
  const signIn = async (username: string) =>
    (await ask('/api/auth/jwt/create/', { username, password: PASSWORD })).body as { access: string; refresh: string };
  const access = (name: string) => town.person(name).phone.access;
  const at = (path: string, protocols?: string[]) => {
    const client = Spoken.at(town.app, path, protocols);
    open.push(client);
    return client;
  };
  const inRoom = (name: string, room: string) => at(`/ws/chat/${room}/?token=${access(name)}`).opened();
  const users = (client: Spoken, ...names: string[]) =>
    client.heard((frame) => frame.users?.toSorted().join() === names.toSorted().join());
  const roomId = async (name: string) =>
    (await town.app.database.query('SELECT chat_id FROM groups WHERE name = $1', [name]))[0]?.chat_id;

  it('registers, and is told of a name that is taken as of any other wrong field', async () => {
    const wanted = { username: 'fay', email: 'fay@example.org', password: PASSWORD, re_password: PASSWORD };

    const made = await ask('/api/auth/users/', wanted);
    const again = await ask('/api/auth/users/', wanted);
    const unlike = await ask('/api/auth/users/', { ...wanted, username: 'gus', re_password: 'something else' });

    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(Number), username: 'fay', email: 'fay@example.org' },
    ]);
    expect([again.status, Object.keys(again.body.fields)]).toEqual([400, ['username']]);
    expect([unlike.status, Object.keys(unlike.body.fields)]).toEqual([400, ['re_password']]);
    expect(again.body.detail).toEqual(again.body.fields.username[0]);
    const [kept] = await town.app.database.query("SELECT * FROM users WHERE username = 'fay'");
    expect(kept.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(kept)).not.toContain(PASSWORD);
  });

  it('signs in for tokens, and asks who it is with Bearer or with JWT', async () => {
    const tokens = await signIn('ada');
    const wrong = await ask('/api/auth/jwt/create/', { username: 'ada', password: 'not this one' });
    const answers = await Promise.all(
      ['Bearer', 'JWT'].map((scheme) => ask('/api/auth/users/me/', undefined, `${scheme} ${tokens.access}`)),
    );

    expect(Object.keys(tokens).toSorted()).toEqual(['access', 'refresh']);
    expect(wrong.status).toBe(401);
    for (const { status, body } of answers)
      expect([status, body]).toEqual([200, { id: town.id('ada'), username: 'ada', email: '' }]);
    expect((await ask('/api/auth/users/me/')).status).toBe(401);
  });

  it('keeps its refresh token for a week, however often it is used, and verifies tokens', async () => {
    const { refresh } = await signIn('bob');

    const [first, second] = [
      await ask('/api/auth/jwt/refresh/', { refresh }),
      await ask('/api/auth/jwt/refresh/', { refresh }),
    ];

    for (const { status, body } of [first, second]) {
      expect([status, Object.keys(body)]).toEqual([200, ['access']]);
      const verified = await ask('/api/auth/jwt/verify/', { token: body.access });
      expect([verified.status, verified.body]).toEqual([200, {}]);
    }
    expect(first.body.access).not.toBe(second.body.access);
    expect((await ask('/api/auth/jwt/verify/', { token: refresh })).status).toBe(401);
    const [{ days }] = await town.app.database.query(
      `SELECT round(extract(epoch FROM max(expires_at) FILTER (WHERE expires_at < now() + interval '8 days') - now()) / 86400, 1)::float8 AS days FROM refresh_tokens`,
    );
    expect(days).toBe(7);
  });

  it('is signed out with its device: the refresh token is worth nothing then', async () => {
    const { access: token, refresh } = await signIn('eve');
    const client = await at(`/ws/chat/lounge/?token=${token}`).opened();

    expect((await ask('/user/logout/', { refresh })).status).toBe(204);

    expect(await client.ended()).toBe(4401);
    expect((await ask('/api/auth/jwt/refresh/', { refresh })).status).toBe(401);
  });

  it('has tokens of one kind only: neither kind is taken for the other', async () => {
    const { refresh } = await signIn('ada');
    const rotating = town.person('ada').phone.refresh;

    expect((await ask('/api/token/refresh/', { refresh })).status).toBe(401);
    expect((await ask('/api/auth/jwt/refresh/', { refresh: rotating })).status).toBe(401);
    expect((await ask('/api/auth/jwt/refresh/', { refresh })).status).toBe(200);
  });

  it('enters a room that nobody has made by its name, and is in it', async () => {
    const ada = await inRoom('ada', 'kitchen');
    await users(ada, 'ada');

    const row = (await town.person('ada').phone.get('/group/')).body.find(({ name }: Json) => name === 'kitchen');
    expect(row).toMatchObject({ visibility: 'public', role: 'owner' });

    const bob = await inRoom('bob', 'Kitchen');
    await users(bob, 'ada', 'bob');
    expect((await town.person('bob').phone.get(`/chat/${row.id}`)).body.group.role).toBe('member');
  });

  it('says {"message": "…"}, and everybody in the room hears {"message": {…}}, the sender too', async () => {
    const [ada, bob] = [await inRoom('ada', 'studio'), await inRoom('bob', 'studio')];
    await users(ada, 'ada', 'bob');

    ada.send({ message: 'Your message here' });

    const heard = await Promise.all([ada, bob].map((client) => client.heard((frame) => frame.message)));
    for (const frame of heard) {
      expect(frame).toEqual({
        message: {
          id: expect.any(Number),
          user: town.id('ada'),
          username: 'ada',
          message: 'Your message here',
          timestamp: expect.stringMatching(ISO),
        },
      });
    }
    const { messages } = (await town.person('bob').phone.get(`/chat/${await roomId('studio')}`)).body;
    expect(messages.at(-1)).toMatchObject({ text: 'Your message here', sender: town.id('ada') });
  });

  it('hears who is in the room on entry and on every change, each person once', async () => {
    const ada = await inRoom('ada', 'hall');
    expect((await users(ada, 'ada')).users).toEqual(['ada']);

    const [bob, again] = [await inRoom('bob', 'hall'), await inRoom('bob', 'hall')];
    await users(again, 'ada', 'bob');
    await users(ada, 'ada', 'bob');
    await bob.hangUp();
    const before = ada.frames.length;
    await again.hangUp();

    expect((await ada.heard((frame) => frame.users, before)).users).toEqual(['ada']);
  });

  it('knows no other frames than these: neither typing, nor receipts, nor what the system says', async () => {
    const ada = await inRoom('ada', 'attic');
    const bob = town.dial('/ws/chat/attic/', { token: access('bob') });
    await bob.opened();
    await users(ada, 'ada', 'bob');

    bob.send({ type: 'typing' });
    bob.send({ type: 'read' });
    bob.send({ type: 'message', text: 'the end' });
    await ada.heard((frame) => frame.message?.message === 'the end');

    expect(new Set(ada.frames.flatMap((frame) => Object.keys(frame)))).toEqual(new Set(['users', 'message']));
    expect(ada.frames.filter(({ message }) => message)).toHaveLength(1);
  });

  it('is refused with a token that is no good, and no log line has a token in it', async () => {
    const good = access('ada');
    await (await inRoom('ada', 'cellar')).hangUp();

    expect(await at('/ws/chat/cellar/?token=eyJnonsense').ended()).toBe(4401);
    expect(await at(`/ws/chat/cellar/?token=${town.person('ada').phone.refresh}`).ended()).toBe(4401);

    const log = JSON.stringify(town.app.lines);
    expect([good, 'eyJnonsense'].filter((secret) => log.includes(secret))).toEqual([]);
  });

  it('is told what is wrong with a frame, and stays', async () => {
    const ada = await inRoom('ada', 'porch');

    ada.send({ message: '   ' });
    const error = await ada.heard((frame) => frame.type === 'error');
    ada.send({ message: 'still here' });

    expect(error).toMatchObject({ code: 'invalid_input', detail: 'The message must not be empty.' });
    await ada.heard((frame) => frame.message?.message === 'still here');
  });

  it('makes one room of a name that two come to at once, and none where it is not let in', async () => {
    const both = await Promise.all([inRoom('ada', 'garage'), inRoom('bob', 'garage')]);
    await Promise.all(both.map((client) => users(client, 'ada', 'bob')));
    const rooms = await town.app.database.query("SELECT chat_id FROM groups WHERE name_key = 'garage'");
    expect(rooms).toHaveLength(1);

    const { body: group } = await town.person('ada').phone.post('/group/', { name: 'vault', visibility: 'public' });
    await town.person('ada').phone.send(`/group/${group.id}/bans/${town.id('eve')}/`, { method: 'PUT' });
    expect(await at(`/ws/chat/vault/?token=${access('eve')}`).ended()).toBe(4404);
    expect(await at(`/ws/chat/%F0%9F%90%9F/?token=${access('eve')}`).ended()).toBe(4404);
  });

  it('is one of ours where it comes by an id, or says so', async () => {
    await inRoom('ada', 'loft');
    const id = await roomId('loft');

    const byId = await town.dial(id, { query: `?token=${access('ada')}` }).opened();
    const saying = await town
      .dial('/ws/chat/loft/', { query: `?token=${access('ada')}`, protocols: ['parley'] })
      .opened();

    for (const client of [byId, saying]) {
      client.send({ type: 'message', text: 'ours', client_id: 'x' });
      expect(await client.heard('ack')).toMatchObject({ client_id: 'x' });
    }
  });
});
