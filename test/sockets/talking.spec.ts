import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SocketTown } from '../support/socket-town.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('two people talk', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('a message sent on a phone is heard by every connection of every member, the sending one too', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, page, bobs] = [await town.raw('ada', chat), await town.io('ada'), await town.raw('bob', chat)];
    const bobsPage = await town.io('bob');

    phone.send({ type: 'message', text: 'hello', client_id: 'a1' });

    const expected = { chat_id: chat, sender: town.id('ada'), sender_username: 'ada', text: 'hello', seq: 1 };
    for (const client of [phone, bobs]) {
      expect(await client.heard('message')).toMatchObject({
        type: 'message',
        ...expected,
        time: TIME,
        read: false,
        read_by: [],
        kind: 'text',
      });
    }
    for (const client of [page, bobsPage]) expect(await client.heard('message:new')).toMatchObject(expected);
  });

  it('the acknowledgement names the stored message and goes to the sending connection only', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, other] = [await town.raw('ada', chat), await town.raw('ada', chat)];

    phone.send({ type: 'message', text: 'hello', client_id: 'a1' });

    const { id, seq, time } = await phone.heard('message');
    expect(await phone.heard('ack')).toEqual({ type: 'ack', client_id: 'a1', id, seq, time });
    await other.heard('message');
    expect((await other.settled()).ofType('ack')).toEqual([]);
  });

  it('a page sends with an acknowledgement and hears its own message', async () => {
    const chat = await town.chat('ada', 'bob');
    const [page, bobs] = [await town.io('ada'), await town.raw('bob', chat)];

    const answer = await page.ask('message:send', { chat_id: chat, text: 'hi', client_id: 'p1' });

    const { id, seq, time } = await page.heard('message:new');
    expect(answer).toEqual({ ok: true, id, seq, time });
    expect(await bobs.heard('message')).toMatchObject({ id, seq, time, text: 'hi', client_id: 'p1' });
  });

  it('whoever is no member hears nothing', async () => {
    const [chat, other] = [await town.chat('ada', 'bob'), await town.chat('eve', 'bob')];
    const [eve, evesPage] = [await town.raw('eve', other), await town.io('eve')];
    const ada = await town.raw('ada', chat);

    ada.send({ type: 'message', text: 'between us' });
    await ada.heard('ack');

    expect((await eve.settled()).texts()).toEqual([]);
    expect((await evesPage.settled()).texts()).toEqual([]);
    expect(await evesPage.ask('message:send', { chat_id: chat, text: 'let me in' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  it('the same client_id over either socket is one message, broadcast once', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, page, bobs] = [await town.raw('ada', chat), await town.io('ada'), await town.raw('bob', chat)];

    phone.send({ type: 'message', text: 'once', client_id: 'same' });
    const first = await phone.heard('ack');
    const again = await page.ask('message:send', { chat_id: chat, text: 'once', client_id: 'same' });
    const other = await page.ask('message:send', { chat_id: chat, text: 'twice', client_id: 'same' });

    expect(again).toMatchObject({ ok: true, id: first.id, seq: first.seq });
    expect(other).toMatchObject({ ok: false, code: 'conflict' });
    expect((await bobs.settled()).texts()).toEqual(['once']);
  });

  it('messages of one connection keep their order', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, bobs] = [await town.raw('ada', chat), await town.io('bob')];
    const texts = Array.from({ length: 50 }, (_, index) => `message ${index}`);

    for (const text of texts) phone.send({ type: 'message', text });
    await bobs.heard('message:new', ({ seq }) => seq === 50);

    expect(bobs.texts()).toEqual(texts);
    expect(bobs.of('message:new').map(({ seq }) => seq)).toEqual(texts.map((_, index) => index + 1));
  });

  it('what was stored can be read back after a gap', async () => {
    const chat = await town.chat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    for (const text of ['one', 'two', 'three']) ada.send({ type: 'message', text });
    await ada.heard('message', ({ seq }) => seq === 3);
    const [bobs, page] = [await town.raw('bob', chat), await town.io('bob')];

    bobs.send({ type: 'history', after: 1 });
    const { messages, has_more } = await bobs.heard('history');
    const { ok, chats } = await page.ask('sync', { heads: { [chat]: 2 } });

    expect([messages.map(({ text }: { text: string }) => text), has_more]).toEqual([['two', 'three'], false]);
    expect(ok).toBe(true);
    expect(chats).toMatchObject([{ chat_id: chat, last_seq: 3, has_more: false, messages: [{ text: 'three' }] }]);
  });
});
