import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EntityManager } from 'typeorm';
import { type OpenApp, openApp } from '../support/app.js';
import { people, person, type TestPerson } from '../support/people.js';
import { upTo } from '../support/world.js';

const ODD_IDS = [
  '0',
  '-1',
  '01',
  '1e0',
  '1.0',
  '2147483648',
  '9007199254740993',
  '1%20OR%201=1',
  'NaN',
  '__proto__',
  '%D9%A1',
];

describe('private chats', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let bob: TestPerson;
  let eve: TestPerson;

  beforeAll(async () => {
    app = await openApp();
    [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
  });
  afterAll(() => app.close());

  const open = async (who: TestPerson, other: TestPerson): Promise<number> =>
    (await who.phone.post('/chat/', { username_input: other.username })).body.id;
  const say = (who: TestPerson, chat: number, text: string) => who.phone.post(`/chat/${chat}/messages/`, { text });

  it('two people have one chat, whoever opens it and however the name is given', async () => {
    const first = await ada.phone.post('/chat/', { username_input: 'bob' });
    const again = await bob.phone.post('/chat/', { username: ' ADA ' });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.id).toBe(first.body.id);
    expect(first.body).toMatchObject({ username: 'bob', lastMessage: '', unread: 0 });
    expect(again.body).toMatchObject({ username: 'ada' });
  });

  const openedAtOnce = (one: TestPerson, other: TestPerson) =>
    Promise.all(
      upTo(100).map((n) => {
        const [who, whom] = n % 2 ? [one, other] : [other, one];
        return who.phone.post('/chat/', { username_input: whom.username });
      }),
    );

  it('a hundred openings at once from both sides make one chat', async () => {
    const [carl, dora] = await people(app, 'carl', 'dora');

    const opened = await openedAtOnce(carl, dora);

    expect(new Set(opened.map(({ body }) => body.id)).size).toBe(1);
    expect(opened.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect((await carl.phone.get('/chat/')).body).toHaveLength(1);
  });

  it('a hundred openings at once would make several without the key of the pair: the control', async () => {
    const careless = await openApp();
    const [carl, dora] = await people(careless, 'carl', 'dora');
    await careless.database.query('ALTER TABLE private_chats DROP CONSTRAINT private_chats_pkey');
    const query = EntityManager.prototype.query;
    jest.spyOn(EntityManager.prototype, 'query').mockImplementation(function (this: EntityManager, text, values) {
      return query.call(this, text.replace('ON CONFLICT (low_id, high_id) DO NOTHING', ''), values);
    });

    const opened = await openedAtOnce(carl, dora);

    jest.restoreAllMocks();
    expect(new Set(opened.map(({ body }) => body.id)).size).toBeGreaterThan(1);
    expect((await carl.phone.get('/chat/')).body.length).toBeGreaterThan(1);
    await careless.close();
  });

  it('nobody opens a chat with themselves, with nobody or with somebody who is not there', async () => {
    const oneself = await ada.phone.post('/chat/', { username_input: 'Ada' });
    const nobody = await ada.phone.post('/chat/', {});
    const absent = await ada.phone.post('/chat/', { username_input: 'nobody-by-that-name' });

    expect(oneself).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { username_input: expect.any(Array) } },
    });
    expect(nobody).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { username_input: expect.any(Array) } },
    });
    expect(absent).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('somebody who blocks you looks like somebody who is not there', async () => {
    const shy = await person(app, 'shy');
    await shy.phone.post(`/user/${eve.id}/block/`);

    const blocked = await eve.phone.post('/chat/', { username_input: 'shy' });
    const absent = await eve.phone.post('/chat/', { username_input: 'nobody-by-that-name' });

    expect(blocked.text).toBe(absent.text);
    expect(blocked.status).toBe(absent.status);
  });

  it('the list has the fixed fields, newest first, with the last message cut to 200 characters', async () => {
    const [lea, max, tom] = await people(app, 'lea', 'max', 'tom');
    const older = await open(lea, max);
    const newer = await open(lea, tom);
    await say(tom, newer, 'hello');
    await say(max, older, 'x'.repeat(300));

    const { body } = await lea.phone.get('/chat/');

    expect(body).toMatchObject([
      { id: older, username: 'max', lastMessage: 'x'.repeat(200), unread: 1 },
      { id: newer, username: 'tom', lastMessage: 'hello', unread: 1 },
    ]);
    expect(body[0].time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('the list is given in pages where somebody asks for them', async () => {
    const nina = await person(app, 'nina');
    for (const other of [ada, bob, eve]) await open(nina, other);

    const first = await nina.phone.get('/chat/?limit=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
    const second = await nina.phone.get(next!);

    expect([...first.body, ...second.body].map(({ username }) => username)).toEqual(['eve', 'bob', 'ada']);
    expect(second.headers.get('link')).toBeNull();
  });

  it('a stranger is told of every chat, foreign, absent or misspelt, that there is none, byte for byte', async () => {
    const chat = await open(ada, bob);
    const ask = (id: number | string) => [
      eve.phone.get(`/chat/${id}`),
      eve.phone.get(`/chat/${id}?before=5`),
      eve.phone.post(`/chat/${id}/messages/`, { text: 'hello' }),
      eve.phone.post(`/chat/${id}/read/`, {}),
    ];

    const foreign = await Promise.all(ask(chat));
    for (const id of [2_000_000_000, ...ODD_IDS]) {
      const absent = await Promise.all(ask(id));
      expect(absent.map(({ status, text }) => [status, text])).toEqual(foreign.map(({ text }) => [404, text]));
    }
  });

  it('nobody reads, writes or lists without signing in', async () => {
    const chat = await open(ada, bob);
    const nobody = { headers: { authorization: '' } };

    const answers = await Promise.all([
      ada.phone.send('/chat/', nobody),
      ada.phone.send(`/chat/${chat}`, nobody),
      ada.phone.send('/stats/', nobody),
      ada.phone.send(`/chat/${chat}/messages/`, { ...nobody, json: { text: 'hello' } }),
      ada.phone.send(`/chat/${chat}/read/`, { ...nobody, json: {} }),
      ada.phone.send('/chat/read-all/', { ...nobody, json: {} }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    expect(answers.map(({ headers }) => headers.get('www-authenticate'))).toEqual(answers.map(() => 'Bearer'));
  });

  it('the three figures count chats, own messages and unread ones', async () => {
    const [ren, sam, tia] = await people(app, 'ren', 'sam', 'tia');
    const [one, two] = [await open(ren, sam), await open(ren, tia)];
    await Promise.all([say(ren, one, 'a'), say(ren, two, 'b'), say(sam, one, 'c'), say(tia, two, 'd')]);

    expect((await ren.phone.get('/stats/')).body).toEqual({ total_conversations: 2, messages_sent: 2, unread: 2 });
    expect((await ren.phone.post('/chat/read-all/')).body).toEqual({ unread: 0 });
    expect((await ren.phone.get('/stats/')).body).toEqual({ total_conversations: 2, messages_sent: 2, unread: 0 });
  });

  it('whoever has a list or a page already is told so, until something in it changes', async () => {
    const [uma, vic] = await people(app, 'uma', 'vic');
    const chat = await open(uma, vic);
    for (const path of ['/chat/', `/chat/${chat}`]) {
      const etag = (await uma.phone.get(path)).headers.get('etag')!;
      const again = () => uma.phone.send(path, { headers: { 'if-none-match': etag } });

      const same = await again();
      expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', etag]);
      expect(same.headers.get('cache-control')).toBe('private, no-cache');
      expect((await vic.phone.send(path, { headers: { 'if-none-match': etag } })).status).toBe(200);

      await say(vic, chat, 'new');
      const other = await again();
      expect([other.status, JSON.stringify(other.body).includes('new')]).toEqual([200, true]);
      expect(other.headers.get('etag')).not.toBe(etag);
    }
  });

  it('a list that was kept is not shown to whoever has signed out since', async () => {
    const xia = await person(app, 'xia');
    const etag = (await xia.phone.get('/chat/')).headers.get('etag')!;
    await xia.phone.post('/user/logout/', { refresh: xia.phone.refresh });

    expect((await xia.phone.send('/chat/', { headers: { 'if-none-match': etag } })).status).toBe(401);
  });
});
