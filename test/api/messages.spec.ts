import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { people, type TestPerson } from '../support/people.js';
import { RawClient } from '../support/raw-client.js';
import { soon } from '../support/soon.js';
import { upTo } from '../support/world.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('messages of a chat', () => {
  let app: OpenApp;
  let ada: TestPerson;
  let bob: TestPerson;

  beforeAll(async () => {
    app = await openApp();
    [ada, bob] = await people(app, 'ada', 'bob');
  });
  afterAll(() => app.close());

  const open = async (who: TestPerson, other: TestPerson): Promise<number> =>
    (await who.phone.post('/chat/', { username_input: other.username })).body.id;
  const say = (who: TestPerson, chat: number, text: string) => who.phone.post(`/chat/${chat}/messages/`, { text });

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

  it('a chat has the fixed fields: whose it is, who asks, and whether the other one is here', async () => {
    const [kim, lou] = await people(app, 'kim', 'lou');
    const chat = await open(kim, lou);
    const line = await RawClient.connect(app, chat, { token: lou.phone.access });

    const here = await kim.phone.get(`/chat/${chat}`);
    await line.hangUp();
    await soon(async () => (await kim.phone.get(`/chat/${chat}`)).body.is_online === false);
    const away = await kim.phone.get(`/chat/${chat}/`);

    const fixed = { id: chat, chatname: 'lou', messages: [], myid: kim.id };
    expect([here.status, away.status]).toEqual([200, 200]);
    expect(here.body).toMatchObject({ ...fixed, is_online: true, lastseen: expect.stringMatching(ISO) });
    expect(away.body).toMatchObject({ ...fixed, is_online: false, lastseen: expect.stringMatching(ISO) });
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
  ])('a message with %s is refused with one sentence at its field', async (_, message) => {
    const chat = await open(ada, bob);

    const { status, body } = await ada.phone.post(`/chat/${chat}/messages/`, message);

    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, code: 'invalid_input', detail: expect.any(String) });
    expect(body.fields).toEqual({ [Object.keys(message)[1] ?? 'text']: [expect.any(String)] });
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

      const wave = () => Promise.all(upTo(100).map((n) => say(pat, chat, `no. ${n}`)));

      const queue = await wave();
      expect(queue.map(({ status }) => status)).toEqual(queue.map(() => 201));

      const refused: Awaited<ReturnType<typeof wave>> = [];
      while (!refused.length) refused.push(...(await wave()).filter(({ status }) => status !== 201));
      expect(refused[0]).toMatchObject({
        status: 429,
        body: { code: 'rate_limited', retry_after: expect.any(Number) },
      });
      expect(refused[0]!.headers.get('retry-after')).toMatch(/^\d+$/);
    } finally {
      await strict.close();
    }
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
