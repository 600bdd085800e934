import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SocketTown } from '../support/socket-town.js';

describe('reading', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(async () => {
    await town.hangUp();
    await town.app.database.query('UPDATE users SET receipts_visible = true, typing_visible = true');
  });
  afterAll(() => town.close());

  it('is told to every connection of every member, and to nobody else', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, adasPage, bob, eve] = [
      await town.raw('ada', chat),
      await town.io('ada'),
      await town.raw('bob', chat),
      await town.io('eve'),
    ];
    ada.send({ type: 'message', text: 'read me' });
    await bob.heard('message');

    bob.send({ type: 'read', up_to: 1 });

    const receipt = { chat_id: chat, user_id: town.id('bob'), username: 'bob', up_to: 1, time: expect.any(String) };
    for (const client of [ada, bob]) expect(await client.heard('read')).toEqual({ type: 'read', ...receipt });
    expect(await adasPage.heard('message:read')).toEqual(receipt);
    expect((await eve.settled()).events).toEqual([]);
  });

  it('by Socket.IO answers what is still unread; going back changes nothing and is not told', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, bob] = [await town.raw('ada', chat), await town.io('bob')];
    for (const text of ['one', 'two', 'three']) ada.send({ type: 'message', text });
    await bob.heard('message:new', ({ seq }) => seq === 3);

    expect(await bob.ask('message:read', { chat_id: chat, up_to: 2 })).toEqual({ ok: true, unread: 1 });
    expect(await bob.ask('message:read', { chat_id: chat, up_to: 1 })).toEqual({ ok: true, unread: 1 });
    expect(await bob.ask('message:read', { chat_id: chat })).toEqual({ ok: true, unread: 0 });

    await ada.heard('read', ({ up_to }) => up_to === 3);
    expect(ada.ofType('read').map(({ up_to }) => up_to)).toEqual([2, 3]);
  });

  it('by any door moves one cursor, and every device of the reader hears of it', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, phone, page] = [await town.raw('ada', chat), await town.raw('bob', chat), await town.io('bob')];
    for (const text of ['one', 'two', 'three']) ada.send({ type: 'message', text });
    await page.heard('message:new', ({ seq }) => seq === 3);

    phone.send({ type: 'read', up_to: 1 });
    await page.heard('message:read', ({ up_to }) => up_to === 1);
    await page.ask('message:read', { chat_id: chat, up_to: 2 });
    await town.person('bob').phone.post(`/chat/${chat}/read/`, { up_to: 3 });
    phone.send({ type: 'read', up_to: 2 });
    await phone.settled();

    for (const steps of [ada.ofType('read'), phone.ofType('read'), page.of('message:read')]) {
      expect(steps.map(({ user_id, up_to }) => [user_id, up_to])).toEqual(
        [1, 2, 3].map((seq) => [town.id('bob'), seq]),
      );
    }
    const { messages } = (await town.person('ada').phone.get(`/chat/${chat}`)).body;
    const times = page.of('message:read').map(({ time }) => ({ bob: time }));
    expect(messages.map(({ read_by }: { read_by: object }) => read_by)).toEqual(times);
  });

  it('of whoever hides it is told to their own devices only, and they are told of nobody', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, bob, bobsPage] = [await town.raw('ada', chat), await town.raw('bob', chat), await town.io('bob')];
    await town.person('bob').phone.patch('/user/me/', { receipts_visible: false });
    ada.send({ type: 'message', text: 'one' });
    bob.send({ type: 'message', text: 'two' });
    await ada.heard('message', ({ seq }) => seq === 2);

    bob.send({ type: 'read', up_to: 1 });
    await bobsPage.heard('message:read');
    ada.send({ type: 'read', up_to: 2 });
    await ada.heard('read', ({ user_id }) => user_id === town.id('ada'));

    const of = (name: string) => town.id(name);
    expect((await ada.settled()).ofType('read').map(({ user_id }) => user_id)).toEqual([of('ada')]);
    expect((await bob.settled()).ofType('read').map(({ user_id }) => user_id)).toEqual([of('bob')]);
  });

  it('a chat of others cannot be marked as read', async () => {
    const chat = await town.chat('ada', 'bob');
    const eve = await town.io('eve');

    for (const [event, input] of [
      ['message:read', { chat_id: chat }],
      ['typing:start', { chat_id: chat }],
      ['chat:open', { chat_id: chat }],
    ] as const) {
      expect(await eve.ask(event, input)).toMatchObject({ ok: false, code: 'not_found' });
    }
    expect(await eve.ask('sync', { heads: { [chat]: 0, 99999: 0 } })).toMatchObject({
      chats: [],
      removed: [chat, 99999],
    });
  });
});

describe('typing', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(async () => {
    await town.hangUp();
    await town.app.database.query('UPDATE users SET receipts_visible = true, typing_visible = true');
  });
  afterAll(() => town.close());

  it('goes to every connection of the other one, and not to oneself', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, page] = [await town.raw('ada', chat), await town.io('ada')];
    const [bob, bobsPage, eve] = [await town.raw('bob', chat), await town.io('bob'), await town.io('eve')];

    phone.send({ type: 'typing' });

    const typing = { chat_id: chat, sender: town.id('ada'), sender_username: 'ada' };
    expect(await bob.heard('typing')).toEqual({ type: 'typing', ...typing });
    expect(await bobsPage.heard('typing')).toEqual(typing);
    expect((await phone.settled()).ofType('typing')).toEqual([]);
    for (const other of [page, eve]) expect((await other.settled()).events).toEqual([]);
  });

  it('every key pressed is not every time a frame', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, bob] = [await town.io('ada'), await town.raw('bob', chat)];

    for (let key = 0; key < 20; key++) expect(await ada.ask('typing:start', { chat_id: chat })).toEqual({ ok: true });

    await bob.heard('typing');
    expect((await bob.settled()).ofType('typing')).toHaveLength(1);
  });

  it('in a group goes to those who look at it', async () => {
    const group = await town.chat('ada', 'bob', 'eve');
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];
    expect(await bob.ask('chat:open', { chat_id: group })).toEqual({ ok: true });
    expect(await eve.ask('chat:open', { chat_id: group })).toEqual({ ok: true });
    expect(await eve.ask('chat:close', { chat_id: group })).toEqual({ ok: true });

    await ada.ask('typing:start', { chat_id: group });

    await bob.heard('typing');
    expect((await eve.settled()).events).toEqual([]);
  });

  it('on several devices of one person is paced together', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, page, bob] = [await town.raw('ada', chat), await town.io('ada'), await town.raw('bob', chat)];

    phone.send({ type: 'typing' });
    await bob.heard('typing');
    await page.ask('typing:start', { chat_id: chat });

    expect((await bob.settled()).ofType('typing')).toHaveLength(1);
  });

  it('is off in groups of more than 200', async () => {
    const group = await town.chat('ada', 'bob', 'eve');
    const fill = (count: number) =>
      town.app.database.query(
        `WITH made AS (INSERT INTO users (username, username_key, password_hash)
           SELECT gen_random_uuid()::text, gen_random_uuid()::text, '-' FROM generate_series(1, $2::int) RETURNING id)
         INSERT INTO memberships (chat_id, user_id) SELECT $1, id FROM made`,
        [group, count],
      );
    const [ada, bob, eve] = [await town.io('ada'), await town.raw('bob', group), await town.io('eve')];

    await fill(197);
    await ada.ask('typing:start', { chat_id: group });
    await bob.heard('typing', ({ sender }) => sender === town.id('ada'));
    await fill(1);
    await eve.ask('typing:start', { chat_id: group });

    expect((await bob.settled()).ofType('typing').map(({ sender }) => sender)).toEqual([town.id('ada')]);
  });

  it('of whoever hides it is seen by nobody, and they see nobody', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, bob] = [await town.io('ada'), await town.io('bob')];
    await town.person('bob').phone.patch('/user/me/', { typing_visible: false });

    await bob.ask('typing:start', { chat_id: chat });
    await ada.ask('typing:start', { chat_id: chat });

    expect((await ada.settled()).of('typing')).toEqual([]);
    expect((await bob.settled()).of('typing')).toEqual([]);
  });
});
