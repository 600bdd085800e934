import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

  it('a hundred openings at once from both sides make one chat', async () => {
    const [carl, dora] = await people(app, 'carl', 'dora');

    const opened = await Promise.all(
      upTo(100).map((n) => (n % 2 ? carl : dora).phone.post('/chat/', { username_input: n % 2 ? 'dora' : 'carl' })),
    );

    expect(new Set(opened.map(({ body }) => body.id)).size).toBe(1);
    expect(opened.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect((await carl.phone.get('/chat/')).body).toHaveLength(1);
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

  it('a chat has its page of messages, oldest first, and paging goes both ways', async () => {
    const [uma, vic] = await people(app, 'uma', 'vic');
    const chat = await open(uma, vic);
    for (const n of upTo(7)) await say(uma, chat, `no. ${n}`);
    const seqs = async (query: string) => {
      const { body } = await vic.phone.get(`/chat/${chat}${query}`);
      return [body.messages.map(({ seq }: { seq: number }) => seq), body.has_more];
    };

    expect(await seqs('')).toEqual([upTo(7), false]);
    expect(await seqs('?limit=3')).toEqual([[5, 6, 7], true]);
    expect(await seqs('/?before=5&limit=3')).toEqual([[2, 3, 4], true]);
    expect(await seqs('?after=5')).toEqual([[6, 7], false]);
    expect(await seqs('?after=0&limit=2')).toEqual([[1, 2], true]);
    expect(await seqs('?after=2&before=5')).toEqual([[3, 4], false]);
  });

  it('a message has the fixed fields, and says who read it when', async () => {
    const [ida, jon] = await people(app, 'ida', 'jon');
    const chat = await open(ida, jon);
    const sent = await ida.phone.post(`/chat/${chat}/messages/`, {
      text: '  hello  ',
      client_id: 'x1',
      sender: jon.id,
      seq: 99,
    });
    await jon.phone.post(`/chat/${chat}/read/`, {});

    const { body } = await ida.phone.get(`/chat/${chat}`);

    expect(sent).toMatchObject({
      status: 201,
      body: { chat_id: chat, sender: ida.id, sender_username: 'ida', text: 'hello', seq: 1, read: false, read_by: [] },
    });
    expect(body).toMatchObject({ id: chat, chatname: 'jon', myid: ida.id, has_more: false, last_seq: 1 });
    expect(body.messages).toEqual([
      {
        id: sent.body.id,
        seq: 1,
        chat_id: chat,
        sender: ida.id,
        sendername: 'ida',
        time: sent.body.time,
        text: 'hello',
        kind: 'text',
        client_id: 'x1',
        read: true,
        read_by: { jon: expect.stringMatching(/Z$/) },
      },
    ]);
    const readers = await ida.phone.get(`/chat/${chat}/messages/1/readers/`);
    expect(readers.body).toEqual({
      results: [{ user_id: jon.id, username: 'jon', time: body.messages[0].read_by.jon }],
      next: null,
    });
  });

  it('looking is not reading', async () => {
    const [kai, liv] = await people(app, 'kai', 'liv');
    const chat = await open(kai, liv);
    await say(kai, chat, 'hello');

    await liv.phone.get(`/chat/${chat}`);
    await liv.phone.send(`/chat/${chat}`, { method: 'HEAD' });

    expect((await liv.phone.get('/chat/')).body[0].unread).toBe(1);
    expect((await kai.phone.get(`/chat/${chat}`)).body.messages[0].read).toBe(false);
    expect((await liv.phone.post(`/chat/${chat}/read/`, { up_to: 1 })).body).toEqual({ unread: 0 });
    expect((await kai.phone.get(`/chat/${chat}`)).body.messages[0].read).toBe(true);
  });

  it('the same client_id again is answered with the first message, with another text refused', async () => {
    const chat = await open(ada, bob);
    const message = { text: 'once', client_id: 'retry-1' };

    const first = await ada.phone.post(`/chat/${chat}/messages/`, message);
    const again = await ada.phone.post(`/chat/${chat}/messages/`, message);
    const other = await ada.phone.post(`/chat/${chat}/messages/`, { ...message, text: 'twice' });

    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body).toEqual(first.body);
    expect(other.body.code).toBe('conflict');
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

  it.each([
    ['nothing', {}],
    ['an empty text', { text: '' }],
    ['only spaces', { text: ' \n\t ' }],
    ['only invisible characters', { text: '\u200b\u2060\ufeff' }],
    ['a number', { text: 7 }],
    ['null', { text: null }],
    ['a list', { text: ['hello'] }],
    ['an object', { text: { toString: 'x' } }],
    ['a NUL', { text: 'a\u0000b' }],
    ['half a surrogate pair', { text: '\ud800' }],
    ['4,001 characters', { text: 'x'.repeat(4001) }],
    ['a client_id of 65 characters', { text: 'hello', client_id: 'x'.repeat(65) }],
    ['an empty client_id', { text: 'hello', client_id: '' }],
    ['a client_id that is a number', { text: 'hello', client_id: 7 }],
  ])('a message with %s is refused with a sentence at its field', async (_, message) => {
    const chat = await open(ada, bob);

    const { status, body } = await ada.phone.post(`/chat/${chat}/messages/`, message);

    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, code: 'invalid_input', detail: expect.any(String) });
    expect(Object.keys(body.fields)[0]).toMatch(/^(text|client_id)$/);
  });

  it('4,000 characters of four bytes are a message', async () => {
    const chat = await open(ada, bob);

    const { status, body } = await say(ada, chat, '🙂'.repeat(4000));

    expect(status).toBe(201);
    expect([...body.text]).toHaveLength(4000);
  });

  it('writing faster than a person can is refused, and a queue written offline passes', async () => {
    const strict = await openApp({ rateLimit: true });
    try {
      const [pat, quin] = await people(strict, 'pat', 'quin');
      const chat = await open(pat, quin);

      const answers = await Promise.all(upTo(160).map((n) => say(pat, chat, `no. ${n}`)));

      const refused = answers.filter(({ status }) => status !== 201);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(100);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]).toMatchObject({
        status: 429,
        body: { code: 'rate_limited', retry_after: expect.any(Number) },
      });
      expect(refused[0]!.headers.get('retry-after')).toMatch(/^\d+$/);
    } finally {
      await strict.close();
    }
  });

  it('the three figures count chats, own messages and unread ones', async () => {
    const [ren, sam, tia] = await people(app, 'ren', 'sam', 'tia');
    const [one, two] = [await open(ren, sam), await open(ren, tia)];
    await Promise.all([say(ren, one, 'a'), say(ren, two, 'b'), say(sam, one, 'c'), say(tia, two, 'd')]);

    expect((await ren.phone.get('/stats/')).body).toEqual({ total_conversations: 2, messages_sent: 2, unread: 2 });
    expect((await ren.phone.post('/chat/read-all/')).body).toEqual({ unread: 0 });
    expect((await ren.phone.get('/stats/')).body).toEqual({ total_conversations: 2, messages_sent: 2, unread: 0 });
  });

  it('whoever hides receipts shows none and sees none', async () => {
    const [wes, xia] = await people(app, 'wes', 'xia');
    const chat = await open(wes, xia);
    await say(wes, chat, 'one');
    await say(xia, chat, 'two');
    await Promise.all([wes.phone.post(`/chat/${chat}/read/`), xia.phone.post(`/chat/${chat}/read/`)]);
    const reads = async (who: TestPerson) =>
      (await who.phone.get(`/chat/${chat}`)).body.messages.map(({ read }: { read: boolean }) => read);
    expect(await reads(wes)).toEqual([true, true]);

    await xia.phone.patch('/user/me/', { receipts_visible: false });

    expect(await reads(wes)).toEqual([false, true]);
    expect(await reads(xia)).toEqual([true, false]);
    expect((await wes.phone.get(`/chat/${chat}/messages/1/readers/`)).body.results).toEqual([]);
    expect((await wes.phone.get('/chat/')).body[0].last_read).toBe(false);
  });
});
