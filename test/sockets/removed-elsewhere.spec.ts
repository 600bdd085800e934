import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type BareApp, bareApp } from '../support/bare-app.js';
import type { OpenApp } from '../support/app.js';
import { groupOf } from '../support/groups.js';
import { RawClient } from '../support/raw-client.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

describeIf('redis-server', 'with two instances, whoever is connected to the other one', () => {
  let redis: TestRedis;
  let town: SocketTown;
  let second: BareApp;
  const ios: SocketClient[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    town = await SocketTown.open({ redisUrl: redis.url });
    second = await bareApp({ databaseUrl: town.app.config.databaseUrl, redisUrl: redis.url, rateLimit: false });
  });
  afterEach(async () => {
    for (const client of ios.splice(0)) client.hangUp();
    await town.hangUp();
  });
  afterAll(async () => {
    await second.close();
    await town.close();
    await redis.stop();
  });

  const token = (name: string) => town.person(name).phone.access;
  const ioElsewhere = async (name: string) => {
    const client = await SocketClient.connect(second, { token: token(name) });
    ios.push(client);
    return client;
  };
  const rawElsewhere = (name: string, chat: number | string) =>
    RawClient.dial(second as unknown as OpenApp, chat, { token: token(name) }).opened();
  const ada = () => town.person('ada').phone;

  it.each([
    ['removed', (group: number) => ada().delete(`/group/${group}/members/${town.id('bob')}/`)],
    ['banned', (group: number) => ada().put(`/group/${group}/bans/${town.id('bob')}/`, {})],
  ])('and is %s is gone within two seconds, and hears nothing afterwards', async (_how, putOut) => {
    const group = await groupOf(town.person('ada'), [town.person('bob')]);
    const [socket, phone] = [await ioElsewhere('bob'), await rawElsewhere('bob', group)];

    const begin = performance.now();
    expect((await putOut(group)).status).toBe(204);
    expect(await phone.ended()).toBe(4403);
    await socket.heard('chat:removed');
    expect(performance.now() - begin).toBeLessThan(2000);
    await ada().post(`/chat/${group}/messages/`, { text: 'after' });
    await socket.settled();

    expect([...socket.texts(), ...phone.texts()]).toEqual([]);
    expect(await (await rawElsewhere('bob', group)).ended()).toBe(4404);
  });

  it('hears who joins by code or by name, and who asks to', async () => {
    const name = `Alpine Club ${town.id('ada')}`;
    const group = await groupOf(town.person('ada'), [], { name, visibility: 'public' });
    const { body } = await ada().get(`/group/${group}/code/`);
    const owner = await ioElsewhere('ada');

    expect((await town.person('bob').phone.post('/group-join/', { code: body.code })).status).toBe(200);
    expect(await owner.heard('member:joined')).toMatchObject({ members: [{ username: 'bob' }], member_count: 2 });
    const eve = await town.dial(`/ws/chat/${encodeURIComponent(name)}/`, { token: token('eve') }).opened();
    expect(await owner.heard('member:joined', ({ member_count }) => member_count === 3)).toMatchObject({
      members: [{ username: 'eve' }],
    });
    expect(eve.closed).toBeUndefined();

    await ada().patch(`/group/${group}/`, { join_by_request: true });
    await town.person('bob').phone.delete(`/group/${group}/members/${town.id('bob')}/`);
    await town.person('bob').phone.post(`/group/${group}/join/`);
    expect(await owner.heard('chat:updated', ({ requests }) => requests !== undefined)).toMatchObject({ requests: 1 });
  });
});
