import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/people.js';
import { send, type Json } from '../support/client.js';
import { Spoken } from '../support/spoken.js';
import { SocketTown } from '../support/socket-town.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TIME = expect.stringMatching(ISO);
const ID = expect.any(Number);

describe('a client of system 002', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  const ask = (path: string, name?: string, json?: unknown, method?: string) => {
    const headers: Record<string, string> = name ? { authorization: `Bearer ${town.person(name).phone.access}` } : {};
    return send<Json>(town.app.url + path, { json, method, headers });
  };
  const begin = (name: string, body: object) => ask('/api/chat/conversations/', name, body);
  const say = (name: string, conversation: number, content: string) =>
    ask('/api/chat/messages/', name, { conversation, content });
  const user = (username: string) => ({
    id: town.id(username),
    username,
    email: '',
    first_name: username,
    last_name: '',
    is_online: false,
    last_seen: null,
  });

  it('registers with both passwords, and is told of a wrong field with 400', async () => {
    const wanted = {
      username: 'fay',
      email: 'fay@example.org',
      password: PASSWORD,
      password_confirm: PASSWORD,
      first_name: 'Fay',
      last_name: 'Wray',
    };

    const made = await ask('/api/auth/register/', undefined, wanted);
    const again = await ask('/api/auth/register/', undefined, wanted);
    const unlike = await ask('/api/auth/register/', undefined, { ...wanted, username: 'gus', password2: 'other' });

    const { password: _password, password_confirm: _confirm, ...account } = wanted;
    expect([made.status, made.body]).toEqual([201, { id: ID, ...account }]);
    expect([again.status, Object.keys(again.body.fields)]).toEqual([400, ['username']]);
    expect([unlike.status, Object.keys(unlike.body.fields)]).toEqual([400, ['password2']]);
  });

  it('signs in, gets access with the refresh token it keeps, and ends both by signing out', async () => {
    const { status, body } = await ask('/api/auth/token/', undefined, { username: 'ada', password: PASSWORD });
    expect([status, Object.keys(body).toSorted()]).toEqual([200, ['access', 'refresh']]);
    const { refresh } = body as { refresh: string };
    for (let time = 0; time < 2; time++) {
      const renewed = await ask('/api/auth/token/refresh/', undefined, { refresh });
      expect([renewed.status, Object.keys(renewed.body)]).toEqual([200, ['access']]);
    }

    const headers = { authorization: `Bearer ${body.access}` };
    const out = await send(`${town.app.url}/api/auth/logout/`, { json: { refresh }, headers });

    expect(out.status).toBe(204);
    expect((await ask('/api/auth/token/refresh/', undefined, { refresh })).status).toBe(401);
    expect((await send(`${town.app.url}/api/auth/me/`, { headers })).status).toBe(401);
    expect((await ask('/api/auth/token/', undefined, { username: 'ada', password: 'wrong' })).status).toBe(401);
  });

  it('reads and changes its own account, field by field', async () => {
    const changed = await ask('/api/auth/me/', 'eve', { first_name: 'Eve', email: 'eve@example.org' }, 'PATCH');
    const wrong = await ask('/api/auth/me/', 'eve', { email: 'nowhere' }, 'PATCH');

    const eve = { ...user('eve'), first_name: 'Eve', email: 'eve@example.org' };
    expect([changed.status, changed.body]).toEqual([200, eve]);
    expect((await ask('/api/auth/me/', 'eve')).body).toEqual(eve);
    expect([wrong.status, Object.keys(wrong.body.fields)]).toEqual([400, ['email']]);
  });

  it('lists everybody with an account, page by page, and nobody their address', async () => {
    await ask('/api/auth/register/', undefined, { username: 'gone', password: PASSWORD, password_confirm: PASSWORD });
    await town.app.database.query("UPDATE users SET disabled_at = now() WHERE username NOT IN ('ada', 'bob', 'eve')");

    const whole = (await ask('/api/auth/users/', 'ada')).body;
    const first = (await ask('/api/auth/users/?limit=2', 'ada')).body;
    const rest = (await ask(first.next, 'ada')).body;

    expect(whole.results.map(({ username }: Json) => username)).toEqual(['ada', 'bob', 'eve']);
    expect(whole).toMatchObject({ next: null, previous: null });
    expect([...first.results, ...rest.results]).toEqual(whole.results);
    expect(whole.results.map(({ email }: Json) => email)).toEqual(['', '', '']);
    expect((await ask('/api/auth/users/')).status).toBe(401);
  });

  it('begins one conversation with a person, however often and from whichever side', async () => {
    const [one, other] = await Promise.all([
      begin('ada', { participant_ids: [town.id('bob')] }),
      begin('bob', { participants: [town.id('ada')] }),
    ]);
    const again = await begin('ada', { participant_ids: [town.id('bob'), town.id('ada')], name: 'ignored' });

    expect([one.status, other.status].toSorted()).toEqual([200, 201]);
    expect(again.status).toBe(200);
    expect([other.body.id, again.body.id]).toEqual([one.body.id, one.body.id]);
    expect(one.body).toEqual({
      id: ID,
      name: 'bob',
      is_group: false,
      participants: ['ada', 'bob'].map(user).toSorted((a, b) => a.id - b.id),
      last_message: null,
      unread_count: 0,
      created_at: TIME,
      updated_at: TIME,
    });
    const details = await ask(`/api/chat/conversations/${one.body.id}/`, 'ada');
    expect([details.status, details.body]).toEqual([200, one.body]);
  });

  it('begins a group with more people, and without a name it is called after them', async () => {
    const ids = [town.id('bob'), town.id('eve')];

    const named = await begin('ada', { participant_ids: ids, name: 'Engines' });
    const unnamed = await begin('ada', { participant_ids: ids, name: '' });

    expect([named.status, named.body.name, named.body.is_group]).toEqual([201, 'Engines', true]);
    expect(named.body.participants.map(({ username }: Json) => username).toSorted()).toEqual(['ada', 'bob', 'eve']);
    expect([unnamed.status, unnamed.body.name]).toEqual([201, 'ada, bob, eve']);
  });

  it.each([[{}], [{ participant_ids: [] }], [{ participant_ids: [2_000_000_000] }], [{ participant_ids: 'bob' }]])(
    'is told with 400 that this begins nothing: %j',
    async (body) => expect((await begin('ada', body)).status).toBe(400),
  );

  it('writes, reads, counts and marks as read, in the numbers of its dashboard', async () => {
    const { id } = (await begin('ada', { participant_ids: [town.id('bob')] })).body;
    const before = (await ask('/api/chat/conversations/stats/', 'bob')).body;

    const sent = await say('ada', id, 'Hello, Bob');
    const [listed] = (await ask('/api/chat/conversations/', 'bob')).body;
    const [message] = (await ask(`/api/chat/messages/?conversation=${id}`, 'bob')).body.slice(-1);

    const said = { id: ID, conversation: id, sender: town.id('ada'), content: 'Hello, Bob', timestamp: TIME };
    expect([sent.status, sent.body]).toEqual([201, { ...said, sender_username: 'ada', is_read: false }]);
    expect(message).toEqual(sent.body);
    expect(listed).toMatchObject({
      id,
      name: 'ada',
      unread_count: 1,
      last_message: { sender: town.id('ada'), content: 'Hello, Bob', timestamp: TIME },
    });
    expect(before.total_conversations).toBe((await ask('/api/chat/conversations/', 'bob')).body.length);
    expect((await ask('/api/chat/conversations/stats/', 'bob')).body).toEqual({
      ...before,
      unread: before.unread + 1,
      unread_count: before.unread + 1,
      total_messages: before.total_messages + 1,
    });

    const read = await ask(`/api/chat/conversations/${id}/mark_read/`, 'bob', {});

    expect([read.status, read.body]).toEqual([200, { unread_count: 0 }]);
    expect((await ask(`/api/chat/conversations/${id}/`, 'bob')).body.unread_count).toBe(0);
    const [seen] = (await ask(`/api/chat/messages/?conversation=${id}`, 'ada')).body.slice(-1);
    expect(seen.is_read).toBe(true);
    const { messages_sent } = (await ask('/api/chat/conversations/stats/', 'ada')).body;
    await say('ada', id, 'One more');
    expect((await ask('/api/chat/conversations/stats/', 'ada')).body.messages_sent).toBe(messages_sent + 1);
  });

  it('is heard over sockets when it writes by REST, and hears who reads and writes', async () => {
    const { id } = (await begin('ada', { participant_ids: [town.id('bob')] })).body;
    const bob = await Spoken.at(town.app, `/ws/chat/${id}/?token=${town.person('bob').phone.access}`).opened();

    await say('ada', id, 'Over the wire');
    const heard = await bob.heard(({ text }) => text === 'Over the wire');
    bob.send({ type: 'message', text: 'Back' });
    await bob.heard(({ type }) => type === 'ack');
    await ask(`/api/chat/conversations/${id}/mark_read/`, 'ada', {});

    expect(heard).toMatchObject({ chat_id: id, sender: town.id('ada'), sender_username: 'ada', read_by: [] });
    expect(await bob.heard(({ type }) => type === 'read')).toMatchObject({ user_id: town.id('ada') });
    const page = (await ask(`/api/chat/messages/?conversation=${id}&limit=2`, 'ada')).body;
    expect(page.map(({ content }: Json) => content)).toEqual(['Over the wire', 'Back']);
    expect((await ask('/api/auth/users/', 'ada')).body.results[1]).toMatchObject({ username: 'bob', is_online: true });
    await bob.hangUp();
  });

  it('takes the text under either name, and repeats a message by its client_id without saying it twice', async () => {
    const { id } = (await begin('ada', { participant_ids: [town.id('bob')] })).body;
    const body = { conversation: id, text: 'Once', client_id: 'one' };

    const [first, second] = [
      await ask('/api/chat/messages/', 'ada', body),
      await ask('/api/chat/messages/', 'ada', body),
    ];

    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
    expect((await ask('/api/chat/messages/', 'ada', { conversation: id, content: ' ' })).status).toBe(400);
    expect((await ask('/api/chat/messages/', 'ada', { conversation: id })).status).toBe(400);
    expect((await ask('/api/chat/messages/', 'ada')).status).toBe(400);
  });

  it('sees nothing of conversations of others: they are not there', async () => {
    const { id } = (await begin('ada', { participant_ids: [town.id('bob')] })).body;

    const answers = await Promise.all([
      ask(`/api/chat/conversations/${id}/`, 'eve'),
      ask(`/api/chat/conversations/${id}/mark_read/`, 'eve', {}),
      ask(`/api/chat/messages/?conversation=${id}`, 'eve'),
      say('eve', id, 'Let me in'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('finds the API reference as JSON, as YAML and as a page', async () => {
    const json = await send(`${town.app.url}/api/schema/`);
    const yaml = await send(`${town.app.url}/api/schema/?format=yaml`);
    const asked = await send(`${town.app.url}/api/schema/`, { headers: { accept: 'application/vnd.oai.openapi' } });
    const page = await send(`${town.app.url}/api/docs/`);

    expect(json.body).toEqual((await send(`${town.app.url}/openapi.json`)).body);
    expect(yaml.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect(yaml.text).toMatch(/^openapi: "3\.1\.0"\n/);
    expect(yaml.text).toContain('\n  "/api/chat/conversations/{chat_id}/mark_read/":\n    post:\n');
    expect(asked.text).toBe(yaml.text);
    expect(page.text).toContain('<script src="/docs/swagger-ui-bundle.js">');
  });
});
