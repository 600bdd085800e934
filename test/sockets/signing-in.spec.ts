import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SocketTown } from '../support/socket-town.js';

const LATE = 300;

describe('signing in on ws/chat/<id>/', () => {
  let town: SocketTown;
  let chat: number;
  const token = (name: string) => town.person(name).phone.access;
  beforeAll(async () => {
    town = await SocketTown.open({}, { signIn: LATE });
    chat = await town.chat('ada', 'bob');
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('works by header, cookie, query and first frame: each is heard as the same person', async () => {
    const cookie = (await town.person('ada').browser()).cookie();
    const ways = {
      header: town.dial(chat, { token: token('ada') }),
      cookie: town.dial(chat, { headers: { cookie } }),
      query: town.dial(chat, { query: `?token=${token('ada')}` }),
      frame: town.dial(chat),
    };
    await ways.frame.opened();
    ways.frame.send({ type: 'auth', token: token('ada') });
    await ways.frame.heard('ready');

    for (const [name, client] of Object.entries(ways)) {
      (await client.opened()).send({ type: 'message', text: `by ${name}`, client_id: name });
      await client.heard('ack', ({ client_id }) => client_id === name);
    }

    for (const client of Object.values(ways)) {
      const heard = (await client.settled()).ofType('message').filter(({ client_id }) => client_id in ways);
      expect(new Set(heard.map(({ sender_username }) => sender_username))).toEqual(new Set(['ada']));
    }
  });

  it('nothing committed after the answer 101 is missed', async () => {
    const [ada] = [await town.raw('ada', chat)];
    for (let n = 0; n < 10; n++) {
      const late = await town.raw('bob', chat);
      ada.send({ type: 'message', text: `for ${n}` });
      await late.heard('message', ({ text }) => text === `for ${n}`);
    }
  });

  it('nothing is delivered before the auth frame, and frames sent right behind it are kept in order', async () => {
    const [ada, bob] = [await town.raw('ada', chat), await town.dial(chat).opened()];
    ada.send({ type: 'message', text: 'too early for bob', client_id: 'early' });
    await ada.heard('ack', ({ client_id }) => client_id === 'early');

    bob.send({ type: 'auth', token: token('bob') });
    for (const text of ['first', 'second', 'third']) bob.send({ type: 'message', text, client_id: text });
    await bob.heard('ack', ({ client_id }) => client_id === 'third');

    expect(bob.frames[0]).toEqual({ type: 'ready' });
    expect(bob.texts()).toEqual(['first', 'second', 'third']);
  });

  it('whoever sends another frame first is told to sign in, and may still do so', async () => {
    const bob = await town.dial(chat).opened();

    bob.send({ type: 'message', text: 'who am I' });
    expect(await bob.heard('error')).toMatchObject({ code: 'not_authenticated' });
    bob.send({ type: 'auth', token: token('bob') });

    await bob.heard('ready');
    expect((await bob.settled()).texts()).toEqual([]);
  });

  it('whoever does not sign in in time is closed with 4408', async () => {
    expect(await town.dial(chat).ended()).toBe(4408);
  });

  it('more than can be kept before the token is checked ends the socket', async () => {
    const bob = await town.dial(chat).opened();

    bob.send({ type: 'auth', token: token('bob') });
    for (let n = 0; n < 150; n++) bob.send({ type: 'message', text: 'x'.repeat(4000) });

    expect(await bob.ended()).toBe(4429);
  });

  it.each([
    ['a header', { token: 'nonsense' }],
    ['a query', { query: '?token=nonsense' }],
    ['an empty header', { headers: { authorization: 'Bearer ' } }],
  ])('a bad token in %s is closed with 4401', async (_way, options) => {
    expect(await town.dial(chat, options).ended()).toBe(4401);
  });

  it('a bad token in the frame is closed with 4401, a refresh token is a bad one', async () => {
    for (const bad of ['nonsense', town.person('ada').phone.refresh]) {
      const client = await town.dial(chat).opened();
      client.send({ type: 'auth', token: bad });
      expect(await client.ended()).toBe(4401);
    }
  });

  it('with a bad Bearer token the good cookie does not count', async () => {
    const cookie = (await town.person('ada').browser()).cookie();

    expect(await town.dial(chat, { token: 'nonsense', headers: { cookie } }).ended()).toBe(4401);
  });

  it('with a Bearer token of one and a cookie of another it is the one of the token', async () => {
    const cookie = (await town.person('ada').browser()).cookie();
    const client = await town.dial(chat, { token: token('bob'), headers: { cookie } }).opened();

    client.send({ type: 'message', text: 'who am I', client_id: 'who' });

    expect(await client.heard('message', ({ client_id }) => client_id === 'who')).toMatchObject({
      sender_username: 'bob',
    });
  });

  it('a chat of others, none at all and a name are the same 4404', async () => {
    const reasons = new Set<string>();
    for (const place of [
      chat,
      2_000_000_000,
      '/ws/chat/99999999999/',
      '/ws/chat/0/',
      '/ws/chat/01/',
      '/ws/chat/team/',
    ]) {
      const eve = town.dial(place, { token: token('eve') });
      expect(await eve.ended()).toBe(4404);
      reasons.add(JSON.stringify([eve.closed, eve.frames]));
    }
    expect(reasons.size).toBe(1);

    const frame = await town.dial(chat).opened();
    frame.send({ type: 'auth', token: token('eve') });
    expect(await frame.ended()).toBe(4404);
  });

  it('the trailing slash is optional, the subprotocol is named when it was offered', async () => {
    const plain = await town.dial(`/ws/chat/${chat}`, { token: token('ada') }).opened();
    const parley = await town.dial(chat, { token: token('ada'), protocols: ['other', 'parley'] }).opened();

    expect([plain.ws.protocol, parley.ws.protocol]).toEqual(['', 'parley']);
  });

  it('every other path is refused at once', async () => {
    for (const path of [
      '/',
      '/ws',
      '/ws/chat/',
      '/ws/chat/1/2',
      '/ws/other/1',
      '//ws/chat/1/',
      '/socket.io/x',
      '/chat/1',
    ]) {
      expect([path, await town.dial(path, { token: token('ada') }).refused()]).toEqual([path, 404]);
    }
  });

  it('no token reaches the log', async () => {
    await town.dial(chat, { query: `?token=${token('ada')}` }).opened();
    expect(await town.dial(chat, { query: '?token=eyJnonsense' }).ended()).toBe(4401);

    expect(JSON.stringify(town.app.lines)).not.toMatch(/eyJ/);
  });
});

describe('where tokens in the address are switched off', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open({ allowQueryToken: false })));
  afterAll(() => town.close());

  it('they sign nobody in, and the header still does', async () => {
    const chat = await town.chat('ada', 'bob');
    const { access } = town.person('ada').phone;

    expect(await town.dial(chat, { query: `?token=${access}` }).ended()).toBe(4401);
    await (await town.raw('ada', chat)).settled();
  });
});

describe('signing in on Socket.IO', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('works by cookie and by token; the token decides where both are sent', async () => {
    const cookie = (await town.person('ada').browser()).cookie();
    const chat = await town.chat('ada', 'bob');
    const [byCookie, byBoth] = [
      await town.ioWith({}, { cookie }),
      await town.ioWith({ token: town.person('bob').phone.access }, { cookie }),
    ];

    await byCookie.ask('message:send', { chat_id: chat, text: 'cookie' });
    await byBoth.ask('message:send', { chat_id: chat, text: 'both' });
    await byCookie.heard('message:new', ({ text }) => text === 'both');

    expect(byCookie.of('message:new').map(({ sender_username }) => sender_username)).toEqual(['ada', 'bob']);
  });

  it.each([
    ['nothing', {}],
    ['nonsense', { token: 'nonsense' }],
    ['a number', { token: 7 }],
    ['an object', { token: { $ne: '' } }],
    ['an empty token', { token: '' }],
  ])('whoever comes with %s is answered with not_authenticated', async (_what, auth) => {
    await expect(town.ioWith(auth)).rejects.toMatchObject({ data: { code: 'not_authenticated' } });
  });

  it('a bad token is not helped by a good cookie', async () => {
    const cookie = (await town.person('ada').browser()).cookie();

    await expect(town.ioWith({ token: 'nonsense' }, { cookie })).rejects.toMatchObject({
      data: { code: 'not_authenticated' },
    });
  });

  it('nothing committed after connect was answered is missed, in chats made meanwhile too', async () => {
    const ada = await town.io('ada');
    for (let n = 0; n < 10; n++) {
      const chat = await town.chat('ada', 'bob');
      const late = await town.io('bob');
      await ada.ask('message:send', { chat_id: chat, text: `for ${n}` });
      await late.heard('message:new', ({ text }) => text === `for ${n}`);
    }
  });
});

describe('a page of another site', () => {
  let town: SocketTown;
  let chat: number;
  let cookie: string;
  beforeAll(async () => {
    town = await SocketTown.open({ corsOrigins: ['https://friend.example'] });
    chat = await town.chat('ada', 'bob');
    cookie = (await town.person('ada').browser()).cookie();
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  /** Of a page that keeps its tokens in cookies. */
  const tokenCookie = () => `parley.access=${town.person('ada').phone.access}`;
  const own = () => `http://127.0.0.1:${town.app.port}`;
  const foreign = () => [
    'https://evil.example',
    'null',
    `${own()}.evil.example`,
    `http://127.0.0.1:${town.app.port + 1}`,
  ];

  it('is refused with 403 when the browser brings the cookie along, on both kinds of socket', async () => {
    for (const brought of [cookie, tokenCookie()]) {
      for (const path of [`/ws/chat/${chat}/`, `/ws/file/${chat}/`, '/socket.io/?EIO=4&transport=websocket']) {
        for (const origin of foreign()) {
          const headers = { cookie: brought, origin };
          expect([origin, await town.dial(path, { headers }).refused()]).toEqual([origin, 403]);
        }
        const site = { cookie: brought, 'sec-fetch-site': 'cross-site' };
        expect(await town.dial(path, { headers: site }).refused()).toBe(403);
      }
    }
  });

  it('comes in by Bearer token, which no browser sends by itself', async () => {
    for (const origin of foreign()) {
      await town.raw('ada', chat, { headers: { origin } });
      await town.ioWith({ token: town.person('ada').phone.access }, { origin });
    }
  });

  it('the own page, a listed one and an app that is no browser come in by cookie', async () => {
    const ways: Record<string, string>[] = [{ origin: own() }, { origin: 'https://friend.example' }, {}];
    for (const brought of [cookie, tokenCookie()])
      for (const headers of ways) {
        await (await town.dial(chat, { headers: { cookie: brought, ...headers } }).opened()).settled();
        await town.ioWith({}, { cookie: brought, ...headers });
      }
  });
});
