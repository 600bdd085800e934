import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/client.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { deleteChats } from '../support/delete-chats.js';
import { groupOf } from '../support/groups.js';
import { SocketTown } from '../support/socket-town.js';

let town: SocketTown;
let line: CuttableLine;
beforeAll(async () => {
  town = await SocketTown.open();
  line = await CuttableLine.to(town.app.port);
});
afterEach(async () => {
  await town.hangUp();
  await deleteChats(town.app.database);
});
afterAll(async () => {
  await line.close();
  await town.close();
});

const phone = (name: string) => town.person(name).phone;
const make = (owner: string, ...others: string[]) =>
  groupOf(
    town.person(owner),
    others.map((name) => town.person(name)),
  );
const remove = (by: string, group: number, name: string) =>
  phone(by).delete(`/group/${group}/members/${town.id(name)}/`);
const say = (who: string, group: number, text: string) => phone(who).post(`/chat/${group}/messages/`, { text });
/** What is about chats and members, without messages. */
const news = (client: { events: [string, Json][] }): string[] =>
  client.events.map(([name]) => name).filter((name) => /^(chat|member):/.test(name));

describe('a change of a group reaches those who are in it, and nobody else', () => {
  it('a new group, in the list of each member as they see it, with what is said from then on', async () => {
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];

    const group = await make('ada', 'bob');
    await say('ada', group, 'welcome');

    expect(await bob.heard('chat:added')).toMatchObject({ id: group, kind: 'group', name: 'The crew', role: 'member' });
    expect(await ada.heard('chat:added')).toMatchObject({ id: group, role: 'owner', unread: 0, member_count: 2 });
    expect(await bob.heard('message:new', ({ seq }) => seq === 1)).toMatchObject({
      kind: 'system',
      sender_username: 'ada',
      event: { name: 'group_created', actor: { username: 'ada' } },
    });
    await bob.heard('message:new', ({ text }) => text === 'welcome');
    expect((await eve.settled()).events).toEqual([]);
  });

  it('another name, rules and icon; a raw socket has the system message', async () => {
    const group = await make('ada', 'bob');
    const [bob, eve, raw] = [await town.io('bob'), await town.io('eve'), await town.raw('bob', group)];

    await phone('ada').patch(`/group/${group}/`, { name: 'Us', join_by_request: true });
    const { body } = await phone('ada').send(`/group/${group}/icon/`, {
      method: 'PUT',
      raw: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>',
      headers: { 'content-type': 'image/svg+xml' },
    });

    await bob.heard('chat:updated', ({ icon }) => icon !== undefined);
    expect(bob.of('chat:updated')).toEqual([
      { chat_id: group, name: 'Us', join_by_request: true },
      { chat_id: group, icon: body.icon },
    ]);
    expect(await raw.heard('message', ({ seq }) => seq === 2)).toMatchObject({
      kind: 'system',
      text: 'ada renamed the group to “Us” and made joining a matter of asking',
      event: { name: 'group_changed' },
    });
    expect((await eve.settled()).events).toEqual([]);
  });

  it('new members, who hear everything from then on; one event and one message for all of them', async () => {
    const group = await make('ada');
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];

    await phone('ada').post(`/group/${group}/members/`, { usernames: ['bob', 'eve'] });
    await say('eve', group, 'thanks');

    expect(await ada.heard('member:joined')).toEqual({
      chat_id: group,
      members: ['bob', 'eve'].map((username) => ({ user_id: town.id(username), username, role: 'member' })),
      member_count: 3,
    });
    await Promise.all([bob, eve].map((one) => one.heard('chat:added', ({ unread }) => unread > 0)));
    await bob.heard('message:new', ({ text }) => text === 'thanks');
    await ada.heard('message:new', ({ text }) => text === 'thanks');
    expect(ada.texts()).toEqual(['ada added bob and eve', 'thanks']);
    expect([news(ada), news(bob), news(eve)]).toEqual([['member:joined'], ['chat:added'], ['chat:added']]);
  });

  it('other roles: of a group that is handed over both in one event', async () => {
    const group = await make('ada', 'bob');
    const [bob, eve] = [await town.io('bob'), await town.io('eve')];

    await phone('ada').patch(`/group/${group}/members/${town.id('bob')}/`, { role: 'owner' });

    expect((await bob.heard('chat:updated')).roles.map(({ username, role }: Json) => `${username} ${role}`)).toEqual([
      'ada admin',
      'bob owner',
    ]);
    expect((await eve.settled()).events).toEqual([]);
  });

  it('its end: the lists forget it, raw sockets close', async () => {
    const group = await make('ada', 'bob');
    const [ada, bob, eve] = [await town.io('ada'), await town.io('bob'), await town.io('eve')];
    const raw = await town.raw('bob', group);

    await phone('ada').delete(`/group/${group}/`);

    expect(await raw.ended()).toBe(4403);
    for (const one of [ada, bob])
      expect(await one.heard('chat:removed', ({ chat_id }) => chat_id === group)).toMatchObject({ reason: 'ended' });
    expect(await bob.ask('chat:open', { chat_id: group })).toMatchObject({ ok: false, code: 'not_found' });
    expect((await eve.settled()).events).toEqual([]);
  });

  it('that somebody mutes it is known on their own devices alone', async () => {
    const group = await make('ada', 'bob');
    const [ada, one, other] = [await town.io('ada'), await town.io('bob'), await town.io('bob')];

    await phone('bob').patch(`/chat/${group}/`, { muted_until: 'always' });

    for (const device of [one, other])
      expect(await device.heard('chat:updated')).toEqual({ chat_id: group, muted_until: 'always' });
    expect((await ada.settled()).events).toEqual([]);
  });
});

describe('who is here', () => {
  it('is a number for members, and told of those who show it to those who show it too', async () => {
    const group = await make('ada', 'bob', 'eve');
    await Promise.all([town.io('ada'), town.io('bob'), town.io('eve')]);
    await phone('eve').patch('/user/me/', { lastseen_visible: false });

    const [forAda, forEve] = [await phone('ada').get(`/group/${group}`), await phone('eve').get(`/group/${group}`)];
    const older = await phone('ada').get(`/group/${group}?before=2`);
    const { body } = await phone('ada').get(`/group/${group}/members/`);
    await phone('eve').patch('/user/me/', { lastseen_visible: true });

    expect([forAda, forEve, older].map((answer) => answer.body.online_count)).toEqual([2, undefined, undefined]);
    expect(body.results.map(({ username, is_online }: Json) => [username, is_online]).toSorted()).toEqual([
      ['ada', true],
      ['bob', true],
      ['eve', null],
    ]);
  });
});

describe('whoever is removed', () => {
  it('hears nothing more on any socket at once, is told, and the others are told who went', async () => {
    const group = await make('ada', 'bob', 'eve');
    const [eve, page, raw] = [await town.io('eve'), await town.io('bob'), await town.raw('bob', group)];
    await page.ask('chat:open', { chat_id: group });

    const answered = remove('ada', group, 'bob').then(() => Date.now());
    const [closed, took] = [await raw.ended(), Date.now() - (await answered)];
    await say('ada', group, 'without bob');

    expect(closed).toBe(4403);
    expect(took).toBeLessThan(1000);
    expect(await page.heard('chat:removed')).toEqual({ chat_id: group, reason: 'removed' });
    expect(await eve.heard('member:left')).toEqual({
      chat_id: group,
      user_id: town.id('bob'),
      username: 'bob',
      reason: 'removed',
      member_count: 2,
    });
    await eve.heard('message:new', ({ text }) => text === 'without bob');
    expect((await page.settled()).texts()).toEqual([]);
    expect(raw.texts()).toEqual([]);
    const doors = [
      await page.ask('message:send', { chat_id: group, text: 'me again', client_id: 'x' }),
      await page.ask('message:read', { chat_id: group }),
      await page.ask('typing:start', { chat_id: group }),
      await page.ask('chat:open', { chat_id: group }),
    ];
    expect(doors.map(({ code }) => code)).toEqual(Array(4).fill('not_found'));
  });

  it('stays outside when their line was cut at that moment and they come back with old tokens and cookies', async () => {
    const group = await make('ada', 'bob');
    const browser = await town.person('bob').browser();
    const [page, raw] = [await town.io('bob', undefined, line.port), await town.raw('bob', group, { port: line.port })];
    line.cut();
    await Promise.all([page.gone(), raw.ended()]);

    await remove('ada', group, 'bob');
    const again = await town.io('bob', undefined, line.port);
    const rawAgain = town.dial(group, { token: phone('bob').access, port: line.port });
    const byCookie = town.dial(group, { headers: { ...browser.headers(), origin: town.app.url } });
    await say('ada', group, 'without bob');

    expect([await rawAgain.ended(), await byCookie.ended()]).toEqual([4404, 4404]);
    expect(await again.ask('sync', { heads: { [group]: 1 } })).toMatchObject({
      chats: [],
      added: [],
      removed: [group],
    });
    expect((await browser.get(`/group/${group}`)).status).toBe(404);
    expect((await again.settled()).texts()).toEqual([]);
  });

  it('hears it again when they are added again', async () => {
    const group = await make('ada', 'bob');
    const page = await town.io('bob');
    await remove('ada', group, 'bob');
    await say('ada', group, 'without bob');

    await phone('ada').post(`/group/${group}/members/`, { usernames: ['bob'] });
    await say('ada', group, 'with bob');

    await page.heard('message:new', ({ text }) => text === 'with bob');
    await page.heard('chat:added');
    expect(page.texts()).toEqual(['ada added bob', 'with bob']);
    expect(news(page)).toEqual(['chat:removed', 'chat:added']);
  });

  const TRIES = 200;
  it(`neither says nor hears anything after the answer, ${TRIES} times while everybody writes`, async () => {
    const group = await make('ada', 'bob');
    const ada = await town.raw('ada', group);
    const page = await town.io('bob');
    let [said, heard, written] = [0, 0, 0];
    for (let n = 0; n < TRIES; n++) {
      const bob = await town.raw('bob', group);
      const write = (count: number) => {
        for (let left = count; left > 0; left--) {
          bob.send({ type: 'message', text: `bob ${n}` });
          ada.send({ type: 'message', text: `ada ${n}` });
        }
      };
      write(2);
      const removal = remove('ada', group, 'bob');
      write(2);
      await removal;
      write(2);
      await bob.ended();
      await ada.heard('ack', () => ada.ofType('ack').length === 6 * (n + 1));

      const { body } = await phone('ada').get(`/group/${group}?limit=50`);
      const at = body.messages.findLast(({ event }: Json) => event?.name === 'member_removed').seq;
      said += body.messages.filter(({ seq, sender }: Json) => seq > at && sender === town.id('bob')).length;
      written += body.messages.filter(({ text }: Json) => text === `bob ${n}`).length;
      for (const { seq } of [...bob.ofType('message'), ...page.of('message:new')]) if (seq >= at) heard++;
      await phone('ada').post(`/group/${group}/members/`, { usernames: ['bob'] });
      await page.heard('message:new', ({ seq }) => seq > at);
      page.events.length = 0;
    }

    expect({ said, heard }).toEqual({ said: 0, heard: 0 });
    // Otherwise the two did not race.
    expect(written).toBeGreaterThan(TRIES / 2);
    expect(written).toBeLessThan(TRIES * 6);
  });
});
