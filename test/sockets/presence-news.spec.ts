import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PresenceTimes } from '../../src/presence/presence-times.js';
import { SocketTimes } from '../../src/realtime/socket-times.js';
import { SocketTown } from '../support/socket-town.js';
import type { Json } from '../support/client.js';

const NEWS = 200;
/** Long enough for whatever is told to have been told. */
const quiet = () => sleep(3 * NEWS);

let town: SocketTown;
beforeAll(async () => {
  town = await SocketTown.open({}, { news: NEWS });
  town.app.get(PresenceTimes).grace = 300;
});
afterEach(async () => {
  await town.hangUp();
  town.app.get(SocketTimes).news = NEWS;
  await town.app.database.query('UPDATE users SET lastseen_visible = true; DELETE FROM blocks; DELETE FROM chats');
  await quiet();
});
afterAll(() => town.close());

const of = (name: string) => ({ user_id: town.id(name), username: name });
const about = (name: string, is_online: boolean) => (presence: Json) =>
  presence.user_id === town.id(name) && presence.is_online === is_online;
const block = (who: string, whom: string) => town.person(who).phone.post(`/user/${town.id(whom)}/block/`);
const hide = (who: string, hidden = true) => town.person(who).phone.patch('/user/me/', { lastseen_visible: !hidden });

describe('coming and going', () => {
  it('is told to the other one of a private chat, on every connection, and to nobody else', async () => {
    const [chat, other] = [await town.chat('ada', 'bob'), await town.chat('eve', 'bob')];
    const [page, phone] = [await town.io('ada'), await town.raw('ada', chat)];
    const [eve] = [await town.io('eve'), await town.raw('eve', other)];
    const bob = await town.io('bob');

    for (const client of [page, phone]) {
      const frame = await client.heard('presence', about('bob', true));
      expect(frame).toMatchObject({ ...of('bob'), is_online: true, lastseen: expect.any(String) });
    }
    await eve.heard('presence', about('bob', true));
    bob.hangUp();

    for (const client of [page, phone, eve]) await client.heard('presence', about('bob', false));
    expect(page.of('presence').filter(about('eve', true))).toEqual([]);
    expect(page.of('presence').filter(({ user_id }) => user_id === town.id('ada'))).toEqual([]);
  });

  it('tells the time of the end with the end', async () => {
    await town.chat('ada', 'bob');
    const [ada, bob] = [await town.io('ada'), await town.io('bob')];
    await ada.heard('presence', about('bob', true));

    const before = Date.now();
    bob.hangUp();

    const { lastseen } = await ada.heard('presence', about('bob', false));
    expect(Math.abs(new Date(lastseen).getTime() - before)).toBeLessThan(1000);
  });

  it('is told on entry in a private chat, known or not', async () => {
    const { id: chat } = (await town.person('ada').phone.post('/chat/', { username_input: 'bob' })).body;
    const ada = await town.raw('ada', chat);

    expect(await ada.heard('presence')).toMatchObject({ ...of('bob'), is_online: false });
    await hide('bob');
    const again = await town.raw('ada', chat);

    expect(await again.heard('presence')).toEqual({ type: 'presence', ...of('bob'), is_online: null, lastseen: null });
  });

  it('in a group is told to members who have it open, until they close it', async () => {
    const group = await town.chat('ada', 'bob', 'eve');
    const [ada, eve] = [await town.io('ada'), await town.io('eve')];
    const phone = await town.raw('eve', group);
    await ada.ask('chat:open', { chat_id: group });

    const bob = await town.io('bob');
    await ada.heard('presence', about('bob', true));
    await phone.heard('presence', about('bob', true));
    await ada.ask('chat:close', { chat_id: group });
    bob.hangUp();
    await phone.heard('presence', about('bob', false));

    expect(eve.of('presence')).toEqual([]);
    expect(ada.of('presence').filter(about('bob', false))).toEqual([]);
  });

  it('says nothing when it ends as it began', async () => {
    await town.chat('ada', 'bob');
    const ada = await town.io('ada');
    const bob = await town.io('bob');
    await ada.heard('presence', about('bob', true));
    bob.hangUp();
    await ada.heard('presence', about('bob', false));
    const told = ada.of('presence').length;

    // Time enough, until the next news, to come and go also on a busy machine.
    const longer = 1500;
    town.app.get(SocketTimes).news = longer;
    for (let turn = 0; turn < 3; turn++) (await town.io('bob')).hangUp();
    await sleep(longer + NEWS);

    expect(ada.of('presence')).toHaveLength(told);
  });

  it('is told after all to whoever asked in between', async () => {
    const { id: chat } = (await town.person('ada').phone.post('/chat/', { username_input: 'bob' })).body;
    const ada = await town.io('ada');
    await quiet();

    const bob = await town.io('bob');
    const { presence } = await ada.ask('sync', { heads: { [chat]: 0 } });
    bob.hangUp();

    expect(presence).toMatchObject([{ ...of('bob'), is_online: true }]);
    await ada.heard('presence', about('bob', false));
  });

  it('shows nothing of a page that is loaded anew', async () => {
    const chat = await town.chat('ada', 'bob');
    const ada = await town.io('ada');
    const page = await town.raw('bob', chat);
    await ada.heard('presence', about('bob', true));

    page.ws.close(1001);
    await page.ended();
    await sleep(NEWS);
    await town.raw('bob', chat);
    await quiet();

    expect(ada.of('presence')).toHaveLength(1);
  });
});

describe('whoever may not know', () => {
  it.each(['ada', 'bob'])('hears nothing when %s hides it', async (who) => {
    const chat = await town.chat('ada', 'bob');
    await hide(who);
    await quiet();
    const [page, phone] = [await town.io('ada'), await town.raw('ada', chat)];

    const bobs = [await town.io('bob'), await town.raw('bob', chat)];
    await quiet();
    for (const client of bobs) await client.hangUp();
    await quiet();

    expect(page.company).toEqual([]);
    expect(phone.company.filter(({ is_online }) => is_online !== undefined && is_online !== null)).toEqual([]);
    expect(phone.ofType('join')).toEqual([]);
    for (const { users } of phone.ofType('users')) expect(users).toEqual([of('ada')]);
    await hide(who, false);
  });

  it.each(['ada', 'bob'])('hears nothing when %s blocks the other', async (who) => {
    const chat = await town.chat('ada', 'bob');
    await block(who, who === 'ada' ? 'bob' : 'ada');
    await quiet();
    const [page, phone] = [await town.io('ada'), await town.raw('ada', chat)];

    const bobs = [await town.io('bob'), await town.raw('bob', chat)];
    await quiet();
    for (const client of bobs) await client.hangUp();
    await quiet();

    expect(page.company).toEqual([]);
    expect(phone.ofType('presence').filter(({ is_online }) => is_online !== null)).toEqual([]);
    for (const { users } of phone.ofType('users')) expect(users).toEqual([of('ada')]);
  });

  it('sees it vanish with a block, either way, and again without; nobody else does', async () => {
    await town.chat('ada', 'bob');
    await town.chat('eve', 'bob');
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];
    for (const client of [ada, eve]) await client.heard('presence', about('bob', true));
    const unknown = (name: string) => (presence: Json) =>
      presence.user_id === town.id(name) && presence.is_online === null && presence.lastseen === null;

    await block('bob', 'ada');
    await ada.heard('presence', unknown('bob'));
    await bob.heard('presence', unknown('ada'));
    const [toldAda, toldBob] = [ada.of('presence').length, bob.of('presence').length];
    await town.person('bob').phone.delete(`/user/${town.id('ada')}/block/`);
    await quiet();

    expect(
      ada
        .of('presence')
        .slice(toldAda)
        .map(({ is_online }) => is_online),
    ).toEqual([true]);
    expect(
      bob
        .of('presence')
        .slice(toldBob)
        .map(({ is_online }) => is_online),
    ).toEqual([true]);
    expect(eve.of('presence').filter(unknown('bob'))).toEqual([]);
  });

  it('sees it vanish when it is hidden, and again when it is shown', async () => {
    await town.chat('ada', 'bob');
    const [ada] = [await town.io('ada'), await town.io('bob')];
    await ada.heard('presence', about('bob', true));

    await hide('bob');
    expect(await ada.heard('presence', ({ is_online }) => is_online === null)).toEqual({
      ...of('bob'),
      is_online: null,
      lastseen: null,
    });
    await hide('bob', false);

    await ada.heard('presence', about('bob', true));
    await quiet();
    expect(ada.of('presence').map(({ is_online }) => is_online)).toEqual([true, null, true]);
  });
});

describe('who looks at a chat', () => {
  it('is told on entry, yourself included, and on change; who came and went is named once a person', async () => {
    const chat = await town.chat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    expect(await ada.heard('users')).toEqual({ type: 'users', chat_id: chat, users: [of('ada')], count: 1 });

    const [phone, page] = [await town.raw('bob', chat), await town.io('bob')];
    await page.ask('chat:open', { chat_id: chat });
    expect(await ada.heard('join')).toEqual({ type: 'join', chat_id: chat, ...of('bob') });
    expect(await phone.heard('users')).toMatchObject({ users: [of('ada'), of('bob')], count: 2 });
    expect(await page.heard('room:users')).toEqual({ chat_id: chat, users: [of('ada'), of('bob')], count: 2 });
    await phone.hangUp();
    await quiet();
    expect(ada.ofType('exit')).toEqual([]);
    await page.ask('chat:close', { chat_id: chat });

    expect(await ada.heard('exit')).toEqual({ type: 'exit', chat_id: chat, ...of('bob') });
    await quiet();
    expect(ada.company.map(({ type }) => type).filter((type) => type !== 'presence')).toEqual([
      'users',
      'join',
      'users',
      'exit',
      'users',
    ]);
  });

  it('is no business of members who do not look, nor of strangers', async () => {
    const [group, other] = [await town.chat('ada', 'bob', 'eve'), await town.chat('ada', 'eve')];
    const [ada, eve] = [await town.io('ada'), await town.io('eve')];
    await eve.ask('chat:open', { chat_id: other });

    await ada.ask('chat:open', { chat_id: group });
    await ada.heard('room:users');
    await quiet();

    expect(eve.of('room:users').map(({ chat_id }) => chat_id)).toEqual([other]);
    const chat = await town.chat('ada', 'bob');
    expect(await eve.ask('chat:open', { chat_id: chat })).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('outlasts a page that is loaded anew', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, page] = [await town.raw('ada', chat), await town.raw('bob', chat)];
    await ada.heard('join');

    page.ws.close(1001);
    await page.ended();
    await sleep(100);
    await town.raw('bob', chat);
    await quiet();

    expect(ada.ofType('exit')).toEqual([]);
    expect(ada.ofType('join')).toHaveLength(1);
  });

  it('changes at once for others when somebody hides', async () => {
    const chat = await town.chat('ada', 'bob');
    const [ada, bob] = [await town.raw('ada', chat), await town.raw('bob', chat)];
    await ada.heard('join');

    await hide('bob');

    expect(await ada.heard('exit')).toMatchObject(of('bob'));
    expect(await bob.heard('users', ({ count }) => count === 1)).toMatchObject({ users: [of('bob')] });
    await hide('bob', false);
    await ada.heard('join', () => ada.ofType('join').length === 2);
  });
});
