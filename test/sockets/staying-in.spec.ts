import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ACCESS_SECONDS, AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import { ChatFinder } from '../../src/chats/chat-finder.js';
import { EventBus } from '../../src/events/event-bus.js';
import { Browser, Stranger } from '../support/client.js';
import type { RawClient } from '../support/raw-client.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const GRACE = 100;
const LOOK = 100;

describe('a socket and the device it belongs to', () => {
  let town: SocketTown;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open({}, { tokenGrace: GRACE, sweep: 20, refreshLook: LOOK });
    chat = await town.chat('ada', 'bob');
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await town.hangUp();
  });
  afterAll(() => town.close());

  /** A token of that person's device that is over in one to two seconds. */
  const shortToken = async (name: string) => {
    const [{ id }] = await town.app.database.query(
      'SELECT max(id) AS id FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
      [town.id(name)],
    );
    const issued = Math.ceil(Date.now() / 1000) + 1 - ACCESS_SECONDS;
    return town.app.get(AccessTokens).sign(town.id(name), id, 'short', issued);
  };
  const fresh = async (name: string) => (await town.person(name).anotherPhone()).access;

  /** A browser that keeps both tokens in cookies, of which the access token is over in one to two seconds. */
  const keepingBoth = async (name: string) => {
    const browser = new Browser(town.app);
    const { username, password } = town.person(name);
    browser.csrf = (await browser.post('/api/token/', { username, password, cookie: 'both' })).body.csrf_token;
    browser.cookies.set('parley.access', await shortToken(name));
    return browser;
  };
  const past = () => new Promise((resolve) => setTimeout(resolve, 2000 + 2 * GRACE));
  /** How the sockets of a page that knows its access token in three ways, and brings those cookies, are opened. */
  const pagesOf = async (browser: Browser) => {
    const token = browser.cookies.get('parley.access')!;
    const headers = { cookie: browser.cookie() };
    const refreshAlone = { cookie: `parley.refresh=${browser.cookies.get('parley.refresh')}` };
    const framed = town.dial(chat, { headers: refreshAlone });
    (await framed.opened()).send({ type: 'auth', token });
    await framed.heard('ready');
    return [
      await town.dial(chat, { headers }).opened(),
      await town.dial(chat, { query: `?token=${token}`, headers: refreshAlone }).opened(),
      framed,
      await town.ioWith({}, headers),
      await town.ioWith({ token }, refreshAlone),
    ] as const;
  };

  it('a token that is over ends no socket that brought the refresh cookie, until that is no good either', async () => {
    const browser = await keepingBoth('ada');
    const sockets = await pagesOf(browser);
    const [{ id }] = await town.app.database.query('SELECT max(id) AS id FROM sessions');

    await past();
    for (const socket of sockets) await socket.settled();
    expect((await browser.get('/user/me/')).status).toBe(401);
    expect((await browser.post('/api/token/refresh/')).status).toBe(200);
    expect((await browser.get('/user/me/')).status).toBe(200);
    for (const socket of sockets) await socket.settled();

    await town.app.database.query('UPDATE refresh_tokens SET expires_at = now() WHERE session_id = $1', [id]);
    const [raw, query, framed, page, app] = sockets;
    for (const socket of [raw, query, framed]) expect(await socket.ended()).toBe(4401);
    for (const socket of [page, app]) {
      expect(await socket.heard('session:ended')).toEqual({ reason: 'expired' });
      expect(await socket.gone()).toBe('io server disconnect');
    }
  });

  it('signing out ends at once the sockets that token cookies opened, and takes both cookies away', async () => {
    const browser = await keepingBoth('ada');
    const sockets = await pagesOf(browser);
    const refresh = browser.cookies.get('parley.refresh');

    const answer = await browser.post('/user/logout/');

    expect([answer.status, [...browser.cookies.keys()]]).toEqual([204, []]);
    for (const raw of sockets.slice(0, 3) as RawClient[]) expect(await raw.ended()).toBe(4401);
    for (const page of sockets.slice(3) as SocketClient[])
      expect(await page.heard('session:ended')).toEqual({ reason: 'signed_out' });
    expect((await new Stranger(town.app).post('/api/token/refresh/', { refresh })).status).toBe(401);
  });

  it('a refresh cookie that is made up, used or of another device keeps no socket open', async () => {
    const [own, other] = [await keepingBoth('ada'), await keepingBoth('ada')];
    const access = await shortToken('ada');
    const used = other.cookies.get('parley.refresh')!;
    await other.post('/api/token/refresh/');
    const strange = ['A'.repeat(43), used, own.cookies.get('parley.refresh')!];

    const sockets = await Promise.all(
      strange.map((refresh) =>
        town.dial(chat, { headers: { cookie: `parley.access=${access}; parley.refresh=${refresh}` } }).opened(),
      ),
    );

    for (const socket of sockets) expect(await socket.ended()).toBe(4401);
  });

  it('a token that is over ends its sockets after the grace, with 4401 and with session:ended', async () => {
    const token = await shortToken('ada');
    const [raw, page, other] = [
      await town.raw('ada', chat, { token }),
      await town.io('ada', token),
      await town.raw('bob', chat),
    ];

    expect(await raw.ended()).toBe(4401);
    expect(await page.heard('session:ended')).toEqual({ reason: 'expired' });
    expect(await page.gone()).toBe('io server disconnect');
    await other.settled();
  });

  it('a fresh token of the same person keeps them open', async () => {
    const token = await shortToken('ada');
    const [raw, page] = [await town.raw('ada', chat, { token }), await town.io('ada', token)];

    raw.send({ type: 'auth', token: await fresh('ada') });
    expect(await page.ask('auth', { token: await fresh('ada') })).toEqual({ ok: true });
    await raw.heard('ready');

    await new Promise((resolve) => setTimeout(resolve, 2000 + 2 * GRACE));
    await raw.settled();
    await page.settled();
  });

  it('a fresh token that is no good is refused and changes nothing', async () => {
    const [raw, page] = [await town.raw('ada', chat), await town.io('ada')];

    raw.send({ type: 'auth', token: 'nonsense' });

    expect(await raw.heard('error')).toMatchObject({ code: 'not_authenticated' });
    expect(await page.ask('auth', { token: 'nonsense' })).toMatchObject({ ok: false, code: 'not_authenticated' });
    await raw.settled();
    await page.settled();
  });

  it('a fresh token of somebody else ends the socket', async () => {
    const [raw, page] = [await town.raw('ada', chat), await town.io('ada')];

    raw.send({ type: 'auth', token: await fresh('bob') });
    page.socket.emit('auth', { token: await fresh('bob') }, () => undefined);

    expect(await raw.ended()).toBe(4401);
    await page.gone();
  });

  it('signing out ends every socket of that device within a second, and no other', async () => {
    const phone = await town.person('ada').anotherPhone();
    const [raw, page] = [await town.raw('ada', chat, { token: phone.access }), await town.io('ada', phone.access)];
    const [other, bob] = [await town.raw('ada', chat), await town.io('bob')];

    const began = performance.now();
    await phone.post('/user/logout/', { refresh: phone.refresh });

    expect(await raw.ended()).toBe(4401);
    expect(await page.heard('session:ended')).toEqual({ reason: 'signed_out' });
    await page.gone();
    expect(performance.now() - began).toBeLessThan(1000);
    await other.settled();
    await bob.settled();
    expect(await town.dial(chat, { token: phone.access }).ended()).toBe(4401);
  });

  it('signing out in the browser ends the sockets that its cookie opened', async () => {
    const browser = await town.person('ada').browser();
    const cookie = browser.cookie();
    const [raw, page] = [await town.dial(chat, { headers: { cookie } }).opened(), await town.ioWith({}, { cookie })];

    await browser.post('/user/logout/');

    expect(await raw.ended()).toBe(4401);
    expect(await page.heard('session:ended')).toEqual({ reason: 'signed_out' });
  });

  it('a fresh token moves the socket to the device of that token', async () => {
    const [old, other] = [await town.person('ada').anotherPhone(), await town.person('ada').anotherPhone()];
    const raw = await town.raw('ada', chat, { token: old.access });
    raw.send({ type: 'auth', token: other.access });
    await raw.heard('ready');

    await old.post('/user/logout/', { refresh: old.refresh });
    await raw.settled();
    await other.post('/user/logout/', { refresh: other.refresh });

    expect(await raw.ended()).toBe(4401);
  });

  it('a changed password ends the sockets of all other devices', async () => {
    const [eve] = [await town.person('eve').anotherPhone()];
    const mine = await town.chat('eve', 'bob');
    const [raw, kept] = [await town.raw('eve', mine), await town.raw('eve', mine, { token: eve.access })];

    const { status } = await eve.post('/user/me/password/', {
      current: town.person('eve').password,
      new: 'another horse battery staple',
    });

    expect(status).toBe(204);
    expect(await raw.ended()).toBe(4401);
    await kept.settled();
  });

  it('whoever is signed out while being let in does not come in', async () => {
    const phone = await town.person('ada').anotherPhone();
    const chats = town.app.get(ChatFinder);
    const [membershipOf, headsOf] = [chats.membershipOf.bind(chats), chats.headsOf.bind(chats)];
    const signOut = () => phone.post('/user/logout/', { refresh: phone.refresh });
    jest.spyOn(chats, 'membershipOf').mockImplementationOnce(async (...asked) => {
      const found = await membershipOf(...asked);
      await signOut();
      return found;
    });

    expect(await town.dial(chat, { token: phone.access }).ended()).toBe(4401);

    const second = await town.person('ada').anotherPhone();
    jest.spyOn(chats, 'headsOf').mockImplementationOnce(async (userId) => {
      const found = await headsOf(userId);
      await second.post('/user/logout/', { refresh: second.refresh });
      return found;
    });
    await expect(town.io('ada', second.access)).rejects.toMatchObject({ data: { code: 'not_authenticated' } });
  });

  it('whoever leaves the chat while being let in hears nothing of it', async () => {
    const group = await town.chat('ada', 'bob', 'eve');
    const chats = town.app.get(ChatFinder);
    const events = town.app.get(EventBus);
    const left = () => events.publish('member left', town.leaving('bob', group));
    const [membershipOf, headsOf] = [chats.membershipOf.bind(chats), chats.headsOf.bind(chats)];
    jest.spyOn(chats, 'membershipOf').mockImplementationOnce((...asked) => membershipOf(...asked).finally(left));
    jest.spyOn(chats, 'headsOf').mockImplementationOnce((userId) => headsOf(userId).finally(left));

    expect(await town.dial(group, { token: town.person('bob').phone.access }).ended()).toBe(4404);
    const page = await town.io('bob');
    const ada = await town.raw('ada', group);
    ada.send({ type: 'message', text: 'without bob' });
    await ada.heard('ack');

    expect((await page.settled()).texts()).toEqual([]);
  });
});

describe('a socket and the membership it stands on', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  const remove = async (chat: number, name: string) => {
    const member = town.leaving(name, chat);
    await town.app.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [
      chat,
      member.user_id,
    ]);
    town.app.get(EventBus).publish('member left', member);
  };

  it('a removed member stops receiving at once, and is told', async () => {
    const [group, other] = [await town.chat('ada', 'bob', 'eve'), await town.chat('ada', 'eve')];
    const [ada, eve, evesPage] = [await town.raw('ada', group), await town.raw('eve', group), await town.io('eve')];
    const evesOther = await town.raw('eve', other);

    await remove(group, 'eve');
    ada.send({ type: 'message', text: 'eve has gone' });
    await ada.heard('ack');

    expect(await eve.ended()).toBe(4403);
    expect(await evesPage.heard('chat:removed')).toEqual({ chat_id: group, reason: 'removed' });
    expect([eve.texts(), (await evesPage.settled()).texts()]).toEqual([[], []]);
    expect(await evesPage.ask('message:send', { chat_id: group, text: 'hello?' })).toMatchObject({ code: 'not_found' });
    await evesOther.settled();
  });

  it('a chat that is opened while its people are connected is heard at once', async () => {
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];

    const { body } = await town.person('ada').phone.post('/chat/', { username: 'bob' });
    const raw = await town.raw('bob', body.id);
    raw.send({ type: 'message', text: 'already here' });

    for (const page of [ada, bob]) await page.heard('message:new', ({ chat_id }) => chat_id === body.id);
    expect(await ada.heard('chat:added')).toMatchObject({ id: body.id, username: 'bob' });
    expect(await bob.heard('chat:added')).toMatchObject({ id: body.id, username: 'ada' });
    expect((await eve.settled()).events).toEqual([]);
  });
});
