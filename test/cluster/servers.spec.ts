import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Json } from '../support/client.js';
import { describeIf } from '../support/requires.js';
import { serverOf } from '../support/servers.js';
import { soon } from '../support/soon.js';
import { TwoInstances } from '../support/two-instances.js';

describeIf('redis-server', 'a server whose members are on different instances', () => {
  let two: TwoInstances;
  beforeAll(async () => {
    two = await TwoInstances.open();
  });
  afterEach(() => two.town.hangUp());
  afterAll(() => two.close());

  const publicServer = () => serverOf(two.town.person('ada'), [], { visibility: 'public' }, ['general', 'plans']);
  const path = (server: number, more = '') => `/server/${server}/${more}`;

  it('is joined, talked in and left on the one, and seen and ended on the other', async () => {
    const { id, channels } = await publicServer();
    const [general, plans] = channels as [number, number];
    const [ada, bob, eve] = [await two.io('ada', 'here'), await two.io('bob', 'there'), await two.io('eve', 'there')];

    await two.phone('bob', 'here').post(path(id, 'membership/'));
    expect(await bob.heard('server:added')).toMatchObject({
      id,
      channels: [{ chat_id: general }, { chat_id: plans }],
    });
    expect(await ada.heard('server:joined')).toMatchObject({ server_id: id, num_members: 2 });
    await eve.heard('server:counts', ({ counts }) => counts.some((one: Json) => one.server_id === id));
    const raws = [await two.raw('bob', general, 'there'), await two.raw('bob', plans, 'here')];
    await two.phone('ada', 'here').post(`/chat/${general}/messages/`, { text: 'from here' });
    await two.phone('bob', 'there').post(`/chat/${plans}/messages/`, { text: 'from there' });
    await raws[0]!.heard('message', ({ text }) => text === 'from here');
    await raws[1]!.heard('message', ({ text }) => text === 'from there');
    for (const one of [ada, bob]) await soon(() => one.of('message:new').length === 2);

    await two.phone('bob', 'here').delete(path(id, 'membership/'));
    for (const raw of raws) expect(await raw.ended()).toBe(4403);
    expect(await bob.heard('server:removed')).toEqual({ server_id: id });
    expect(await ada.heard('server:left')).toMatchObject({ username: 'bob', num_members: 1 });
    await two.phone('ada', 'here').post(`/chat/${general}/messages/`, { text: 'without bob' });
    await ada.heard('message:new', ({ text }) => text === 'without bob');
    expect((await bob.settled()).texts().toSorted()).toEqual(['from here', 'from there']);
    expect((await eve.settled()).texts()).toEqual([]);
  });

  it('has a removed member out of every channel at once on the other', async () => {
    const { id, channels } = await publicServer();
    await two.phone('eve', 'there').post(path(id, 'membership/'));
    const [page, ...raws] = [
      await two.io('eve', 'there'),
      await two.raw('eve', channels[0]!, 'there'),
      await two.raw('eve', channels[1]!, 'here'),
    ] as const;

    await two.phone('ada', 'here').delete(path(id, `members/${two.town.id('eve')}/`));

    for (const raw of raws) expect(await raw.ended()).toBe(4403);
    await page.heard('server:removed', ({ server_id }) => server_id === id);
    for (const chat_id of channels)
      expect(await page.ask('message:send', { chat_id, text: 'still here?', client_id: `${chat_id}` })).toMatchObject({
        code: 'not_found',
      });
  });

  it('has channels made, changed and deleted on the one and known on the other at once', async () => {
    const { id, channels } = await publicServer();
    await two.phone('bob', 'there').post(path(id, 'membership/'));
    const [bob, raw] = [await two.io('bob', 'there'), await two.raw('bob', channels[1]!, 'there')];

    const made = await two.phone('ada', 'here').post(path(id, 'channels/'), { name: 'later' });
    await bob.heard('server:updated', (change) => change.channels?.length === 3);
    await two.phone('ada', 'here').post(`/chat/${made.body.id}/messages/`, { text: 'first!' });
    await bob.heard('message:new', ({ text }) => text === 'first!');
    await two.phone('bob', 'there').patch(path(id, 'membership/'), { muted_until: 'always' });
    await two.phone('ada', 'here').patch(path(id, `channels/${made.body.id}/`), { name: 'soon' });
    await two.phone('ada', 'here').delete(path(id, `channels/${channels[1]}/`));

    expect(await raw.ended()).toBe(4403);
    expect(await bob.heard('chat:removed')).toEqual({ chat_id: channels[1], reason: 'ended' });
    await bob.heard('message:new', ({ text }) => text === 'ada renamed the channel to “soon”');
    const { body } = await two.phone('bob', 'there').get(path(id, 'channels/'));
    expect(body.map(({ name, muted_until }: Json) => [name, muted_until])).toEqual([
      ['general', 'always'],
      ['soon', 'always'],
    ]);
    await two.phone('ada', 'there').delete(path(id));
    await bob.heard('server:removed', ({ server_id }) => server_id === id);
  });
});
