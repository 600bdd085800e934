import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newPushKey } from '../../src/config/push-key.js';
import { PushTimes } from '../../src/push/push-times.js';
import { openApp, type OpenApp } from '../support/app.js';
import { people, type TestPerson } from '../support/people.js';
import { PushService, type PushedBrowser } from '../support/push-service.js';
import { serverOf } from '../support/servers.js';
import { soon } from '../support/soon.js';

describe('of what is said in a channel, where many talk, a device', () => {
  let app: OpenApp;
  let service: PushService;
  let ada: TestPerson;
  let bob: TestPerson;
  let eve: TestPerson;
  let channel: number;
  let group: number;
  let direct: number;
  let aside: number;
  let device: PushedBrowser;
  let times: PushTimes;
  beforeAll(async () => {
    service = await PushService.open();
    app = await openApp({ pushKey: newPushKey(), pushToLoopback: true }, (server) => {
      times = Object.assign(server.get(PushTimes), { gather: 50 });
    });
    [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
    const { channels } = await serverOf(ada, [bob, eve], {}, ['general']);
    channel = channels[0]!;
    group = (await ada.phone.post('/group/', { name: 'Engines', members: ['bob', 'eve'] })).body.id;
    direct = (await ada.phone.post('/chat/', { username: 'bob' })).body.id;
    aside = (await eve.phone.post('/chat/', { username: 'bob' })).body.id;
    device = service.browser();
    await bob.phone.put('/user/me/push/', device.subscription);
  });
  afterEach(async () => {
    await bob.phone.post('/chat/read-all/');
    await settled();
    device.got.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await service.close();
    expect(service.refused).toEqual([]);
  });

  const say = (who: TestPerson, chat: number, text: string) => who.phone.post(`/chat/${chat}/messages/`, { text });
  let rounds = 0;
  /** What it was told, once all that was said before is told or will not be. */
  async function settled(): Promise<string[]> {
    const bodies = () => device.pushes.flatMap((push) => (push.type === 'message' ? [push.body] : []));
    // The second is gathered after the first was sent, and with it whatever was gathered beside it.
    rounds += 1;
    for (const word of [`Settled ${rounds}`, `Settled ${rounds} indeed`]) {
      await say(eve, aside, word);
      await soon(() => bodies().includes(word));
    }
    return bodies().filter((body) => !body.startsWith('Settled'));
  }

  it('is told only what names its person', async () => {
    await say(ada, channel, 'The boards arrived, @eve');
    await say(ada, channel, 'So did @bobby, and bob@example.org');
    expect(await settled()).toEqual([]);

    await say(ada, channel, 'Which layout, @Bob?');
    expect(await settled()).toEqual(['ada: Which layout, @Bob?']);
  });

  it('is told that it names them, whatever else the same person says in the same moment', async () => {
    await Promise.all(['Listen, @bob', 'Anybody?', 'Never mind'].map((text) => say(eve, channel, text)));

    expect(await settled()).toEqual(['eve: Listen, @bob']);
  });

  it('is told of everything in a group and between two people, as an open page tells it', async () => {
    await say(ada, group, 'The engine runs');
    await say(ada, direct, 'Did you hear?');

    expect((await settled()).toSorted()).toEqual(['Did you hear?', 'ada: The engine runs']);
  });

  it('is told nothing where its person muted the channel, or has read it elsewhere', async () => {
    await bob.phone.patch(`/chat/${channel}`, { muted_until: 'always' });
    await say(ada, channel, 'Quietly, @bob');
    expect(await settled()).toEqual([]);

    await bob.phone.patch(`/chat/${channel}`, { muted_until: null });
    times.gather = 1500;
    await say(ada, channel, 'Read already, @bob');
    await bob.phone.post(`/chat/${channel}/read/`, {});
    times.gather = 50;
    expect(await settled()).toEqual([]);
  });
});
