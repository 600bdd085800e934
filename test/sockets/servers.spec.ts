import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { makeChannel, serverOf } from '../support/servers.js';
import { RawClient } from '../support/raw-client.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

let town: SocketTown;
let server: number;
let general: number;
let plans: number;
beforeAll(async () => {
  town = await SocketTown.open();
});
beforeEach(async () => {
  const made = await serverOf(town.person('ada'), [], { visibility: 'public' }, ['general', 'plans']);
  server = made.id;
  [general, plans] = made.channels as [number, number];
});
afterEach(async () => {
  await town.hangUp();
  await deleteChats(town.app.database);
});
afterAll(() => town.close());

const phone = (name: string) => town.person(name).phone;
const join = (name: string) => phone(name).post(`/server/${server}/membership/`);
const leave = (name: string) => phone(name).delete(`/server/${server}/membership/`);
const say = (who: string, chat: number, text: string) => phone(who).post(`/chat/${chat}/messages/`, { text });
const everybody = (): Promise<SocketClient[]> => Promise.all(['ada', 'bob', 'eve'].map((name) => town.io(name)));
/** What is about servers, chats and members. */
const news = ({ events }: SocketClient): string[] =>
  events.map(([name]) => name).filter((name) => /^(server|chat|member):/.test(name) && name !== 'server:counts');
const countFor =
  (num_members: number) =>
  ({ counts }: Json): boolean =>
    counts.some((one: Json) => one.server_id === server && one.num_members === num_members);

describe('joining a server', () => {
  it('is seen at once by its members, by whoever joined on every device, and as a number by everybody', async () => {
    const [ada, bob, eve] = await everybody();
    const another = await town.io('bob');

    await join('bob');

    expect(await ada!.heard('server:joined')).toEqual({
      server_id: server,
      members: [{ user_id: town.id('bob'), username: 'bob', role: 'member' }],
      num_members: 2,
    });
    for (const device of [bob!, another])
      expect(await device.heard('server:added')).toMatchObject({
        id: server,
        role: 'member',
        num_members: 2,
        channels: [{ chat_id: general, name: 'general', unread: 0 }, { chat_id: plans }],
      });
    for (const one of [ada!, bob!, eve!]) await one.heard('server:counts', countFor(2));
    expect([news(ada!), news(bob!), news(eve!)]).toEqual([['server:joined'], ['server:added'], []]);
  });

  it('lets one hear every channel from then on, without connecting again', async () => {
    const [ada, bob, eve] = await everybody();
    await join('bob');

    await say('ada', general, 'in general');
    await say('bob', plans, 'in plans');

    for (const one of [ada!, bob!]) await one.heard('message:new', ({ text }) => text === 'in plans');
    expect(bob!.texts()).toEqual(['in general', 'in plans']);
    expect((await eve!.settled()).texts()).toEqual([]);
    expect(await eve!.ask('message:send', { chat_id: general, text: 'me too?', client_id: 'x' })).toMatchObject({
      code: 'not_found',
    });
  });

  it('of a private one tells nobody outside', async () => {
    const { id, code } = await serverOf(town.person('ada'));
    const [ada, bob, eve] = await everybody();

    await phone('bob').post('/group-join/', { code });

    await ada!.heard('server:joined', ({ server_id }) => server_id === id);
    await bob!.heard('server:added');
    // Something that everybody hears, later than that.
    await join('eve');
    await eve!.heard('server:counts');
    expect(
      eve!.of('server:counts').flatMap(({ counts }) => counts.map(({ server_id }: Json) => server_id)),
    ).not.toContain(id);
  });
});

describe('leaving a server', () => {
  const LEAVING: [string, () => Promise<unknown>][] = [
    ['by oneself', () => leave('bob')],
    ['by being removed', () => phone('ada').delete(`/server/${server}/members/${town.id('bob')}/`)],
    ['by being banned', () => phone('ada').put(`/server/${server}/bans/${town.id('bob')}/`, {})],
  ];

  it.each(LEAVING)('%s ends all of its channels at once on every socket', async (_how, act) => {
    await join('bob');
    const [ada, bob, another] = [await town.io('ada'), await town.io('bob'), await town.io('bob')];
    const raws = [await town.raw('bob', general), await town.raw('bob', plans)];
    await bob.ask('chat:open', { chat_id: general });
    await say('ada', general, 'before');
    for (const one of [bob, another]) await one.heard('message:new');

    await act();
    for (const raw of raws) expect(await raw.ended()).toBe(4403);
    for (const one of [bob, another]) expect(await one.heard('server:removed')).toEqual({ server_id: server });
    await say('ada', general, 'after');
    await say('ada', plans, 'after');

    expect(await ada.heard('server:left')).toMatchObject({ server_id: server, username: 'bob', num_members: 1 });
    for (const one of [bob, another]) {
      expect((await one.settled()).texts()).toEqual(['before']);
      expect(one.of('chat:removed').map(({ chat_id }) => chat_id)).toEqual([general, plans]);
    }
    for (const event of ['message:send', 'message:read', 'typing:start', 'chat:open'])
      for (const chat_id of [general, plans])
        expect(await bob.ask(event, { chat_id, text: 'still here?' })).toMatchObject({ code: 'not_found' });
  });

  it('is told as a number to everybody who looks', async () => {
    await join('bob');
    const eve = await town.io('eve');

    await leave('bob');

    await eve.heard('server:counts', countFor(1));
  });
});

describe('a server that changes', () => {
  it('is told to its members and to nobody else', async () => {
    await join('bob');
    const [ada, bob, eve] = await everybody();

    await phone('ada').patch(`/server/${server}/`, { name: 'The dock', category: 'Ships' });
    await phone('ada').patch(`/server/${server}/members/${town.id('bob')}/`, { role: 'admin' });
    const { body } = await phone('bob').send(`/server/${server}/icon/`, {
      method: 'PUT',
      raw: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>',
      headers: { 'content-type': 'image/svg+xml' },
    });

    await bob!.heard('server:updated', ({ icon }) => icon !== undefined);
    expect(bob!.of('server:updated')).toEqual([
      { server_id: server, name: 'The dock', category: 'Ships' },
      { server_id: server, roles: [{ user_id: town.id('bob'), username: 'bob', role: 'admin' }] },
      { server_id: server, icon: body.icon },
    ]);
    await ada!.heard('server:updated', ({ icon }) => icon !== undefined);
    expect(news(await eve!.settled())).toEqual([]);
  });

  it('gains channels, which its members hear at once, renames and orders them, and loses them', async () => {
    await join('bob');
    const [bob, eve] = [await town.io('bob'), await town.io('eve')];

    const later = await makeChannel(town.person('ada'), server, 'later');
    await say('ada', later.chat_id, 'first!');
    await phone('ada').patch(`/server/${server}/channels/${general}/`, { topic: 'Anything' });
    await phone('ada').patch(`/server/${server}/channels/`, { order: [later.id, plans, general] });
    await bob.heard('message:new', ({ text }) => text === 'first!');
    const raw = await town.raw('bob', plans);
    await phone('ada').delete(`/server/${server}/channels/${plans}/`);

    expect(await bob.heard('chat:removed')).toEqual({ chat_id: plans, reason: 'ended' });
    expect(await raw.ended()).toBe(4403);
    await bob.heard('server:updated', ({ channels }) => channels.length === 2);
    const told = bob.of('server:updated').map(({ channels }) => channels.map(({ name, topic }: Json) => [name, topic]));
    expect(told).toEqual([
      [
        ['general', ''],
        ['plans', ''],
        ['later', ''],
      ],
      [
        ['general', 'Anything'],
        ['plans', ''],
        ['later', ''],
      ],
      [
        ['later', ''],
        ['plans', ''],
        ['general', 'Anything'],
      ],
      [
        ['later', ''],
        ['general', 'Anything'],
      ],
    ]);
    expect(news(await eve.settled())).toEqual([]);
  });

  it('is muted on all devices of the one who mutes it, and nobody else hears of that', async () => {
    await join('bob');
    const [ada, bob, another] = [await town.io('ada'), await town.io('bob'), await town.io('bob')];

    await phone('bob').patch(`/server/${server}/membership/`, { muted_until: 'always' });

    for (const one of [bob, another]) {
      expect(await one.heard('server:updated')).toEqual({ server_id: server, muted_until: 'always' });
      await one.heard('chat:updated', ({ chat_id }) => chat_id === plans);
      expect(one.of('chat:updated')).toEqual([
        { chat_id: general, muted_until: 'always' },
        { chat_id: plans, muted_until: 'always' },
      ]);
    }
    expect(news(await ada.settled())).toEqual([]);
  });

  it('is taken from everybody when it is deleted', async () => {
    await join('bob');
    const [bob, eve] = [await town.io('bob'), await town.io('eve')];
    const raw = await town.raw('bob', general);

    await phone('ada').delete(`/server/${server}/`);

    expect(await bob.heard('server:removed')).toEqual({ server_id: server });
    expect(await raw.ended()).toBe(4403);
    expect(bob.of('chat:removed').map(({ chat_id }) => chat_id)).toEqual([general, plans]);
    await eve.heard('server:counts', countFor(0));
  });
});

describe('a channel on sockets', () => {
  it('is a chat: typing to those who look at it, receipts, presence, and catching up', async () => {
    await join('bob');
    const [ada, bob] = [await town.io('ada'), await town.io('bob')];
    await ada.ask('chat:open', { chat_id: general });

    await bob.ask('typing:start', { chat_id: general });
    await say('ada', general, 'hello');
    await bob.ask('message:read', { chat_id: general, up_to: 1 });

    expect(await ada.heard('typing')).toMatchObject({ chat_id: general, sender_username: 'bob' });
    expect(await ada.heard('message:read')).toMatchObject({ chat_id: general, username: 'bob', up_to: 1 });
    const caughtUp = await bob.ask('sync', { heads: { [general]: 0, [server]: 0 }, servers: true });
    expect(caughtUp.chats).toMatchObject([
      { chat_id: general, last_seq: 1, channel: { server_id: server, name: 'general', topic: '' } },
    ]);
    expect(caughtUp.added).toEqual([]);
    expect(caughtUp.servers).toMatchObject([{ id: server, channels: [{ chat_id: general }, { chat_id: plans }] }]);
    expect(await bob.ask('sync', { heads: {} })).not.toHaveProperty('servers');
  });

  it('passes files among those who are there', async () => {
    await join('bob');
    const [ada, bob, eve] = await everybody();

    const { transfer_id } = await ada!.ask('transfer:offer', { chat_id: general, name: 'plan.pdf', size: 3 });
    expect(await bob!.heard('transfer:offered')).toMatchObject({ transfer_id, chat_id: general });
    await leave('bob');

    expect(await ada!.heard('transfer:failed')).toMatchObject({ transfer_id, reason: 'not_a_member' });
    expect((await eve!.settled()).of('transfer:offered')).toEqual([]);
  });

  it('is no way into its server: a server is no chat', async () => {
    const ada = await town.io('ada');

    for (const event of ['message:send', 'message:read', 'typing:start', 'chat:open', 'transfer:offer'])
      expect(await ada.ask(event, { chat_id: server, text: 'hello', name: 'plan.pdf', size: 3 })).toMatchObject({
        code: 'not_found',
      });
    for (const door of ['chat', 'file'])
      expect(await RawClient.dial(town.app, `/ws/${door}/${server}/`, { token: phone('ada').access }).ended()).toBe(
        4404,
      );
    expect(await app('SELECT count(*)::int AS n FROM messages WHERE chat_id = $1')).toBe(0);
  });

  it('is heard from the first moment by whoever connects while it is made', async () => {
    await join('bob');

    const [bob, made] = await Promise.all([town.io('bob'), makeChannel(town.person('ada'), server, 'new')]);
    await say('ada', made.chat_id, 'hello');

    await bob.heard('message:new', ({ chat_id }) => chat_id === made.chat_id);
  });
});

const app = async (statement: string): Promise<number> => (await town.app.database.query(statement, [server]))[0].n;
