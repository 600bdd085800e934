import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { newPushKey } from '../../src/config/push-key.js';
import { PushTimes } from '../../src/push/push-times.js';
import { Rooms } from '../../src/realtime/rooms/rooms.js';
import { PushService, type PushedBrowser } from '../support/push-service.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { type Place, TwoInstances } from '../support/two-instances.js';

describeIf('redis-server', 'a device of somebody who reads on another instance', () => {
  let two: TwoInstances;
  let service: PushService;
  let device: PushedBrowser;
  let chat: number;
  let aside: number;
  beforeAll(async () => {
    service = await PushService.open();
    two = await TwoInstances.open({ pushKey: newPushKey(), pushToLoopback: true });
    for (const place of ['here', 'there'] as const) Object.assign(two.at(place).get(PushTimes), { gather: 50 });
    [chat, aside] = [await two.town.chat('ada', 'bob'), await two.town.chat('eve', 'bob')];
    device = service.browser();
    await two.phone('bob', 'there').put('/user/me/push/', device.subscription);
  });
  afterEach(async () => {
    await two.town.hangUp();
    await two.phone('bob', 'here').post('/chat/read-all/');
    await settled();
    device.got.length = 0;
  });
  afterAll(async () => {
    await two.close();
    await service.close();
    expect(service.refused).toEqual([]);
  });

  const say = (name: string, where: number, text: string, place: Place = 'here') =>
    two.phone(name, place).post(`/chat/${where}/messages/`, { text });
  let rounds = 0;
  /** What it was told of that chat, once all that was said before is told or will not be. */
  async function settled() {
    rounds++;
    const bodies = () => device.pushes.flatMap((push) => (push.type === 'message' ? [push.body] : []));
    for (const word of [`Settled ${rounds}`, `Settled ${rounds} indeed`]) {
      await say('eve', aside, word);
      await soon(() => bodies().includes(word));
    }
    return device.pushes.filter(({ chat_id }) => chat_id === chat);
  }

  it('is told nothing of a chat that its person looks at there, though nobody here does', async () => {
    const raw = await two.raw('bob', chat, 'there');
    await say('ada', chat, 'You see this');
    await raw.heard('message');
    expect(await settled()).toEqual([]);

    await raw.hangUp();
    const page = await two.io('bob', 'there');
    await page.ask('chat:open', { chat_id: chat });
    await say('ada', chat, 'And this');
    expect(await settled()).toEqual([]);

    await page.ask('chat:close', { chat_id: chat });
    // As patient as presence: the page might only be loaded anew.
    await soon(() => two.there.get(Rooms).peopleIn(chat).length === 0);
    await say('ada', chat, 'This you do not');
    expect(await settled()).toMatchObject([{ body: 'This you do not' }]);
  });

  it('is told nothing of what was read there before anybody was told', async () => {
    Object.assign(two.here.get(PushTimes), { gather: 2000 });
    await say('ada', chat, 'Quick, read this');
    await two.phone('bob', 'there').post(`/chat/${chat}/read/`, {});
    Object.assign(two.here.get(PushTimes), { gather: 50 });

    expect(await settled()).toEqual([]);
  });

  it('is told once, by the instance where it is read, to take away what it shows', async () => {
    const { seq } = (await say('ada', chat, 'Are you there?')).body;
    await soon(() => device.pushes.some(({ chat_id }) => chat_id === chat));

    await two.phone('bob', 'there').post(`/chat/${chat}/read/`, {});
    await two.phone('bob', 'here').post(`/chat/${chat}/read/`, {});

    await soon(() => device.pushes.some(({ type }) => type === 'read'));
    expect(await settled()).toEqual([
      expect.objectContaining({ type: 'message', seq, body: 'Are you there?' }),
      { type: 'read', chat_id: chat, up_to: seq },
    ]);
  });
});
