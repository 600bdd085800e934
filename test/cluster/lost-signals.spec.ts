import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from '../../src/cluster/redis.js';
import { EventBus } from '../../src/events/event-bus.js';
import { MessageWriter } from '../../src/messages/message-writer.js';
import { ChatOrder } from '../../src/realtime/order/chat-order.js';
import { MissedSignals } from '../../src/realtime/order/missed-signals.js';
import type { OpenApp } from '../support/app.js';
import type { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { type Place, TwoInstances } from '../support/two-instances.js';
import { upTo } from '../support/world.js';

const SECOND = 1_000;

describeIf('redis-server', 'when signals between two instances are lost', () => {
  let two: TwoInstances;
  let chat: number;
  beforeAll(async () => {
    two = await TwoInstances.open();
  });
  beforeEach(async () => {
    chat = await two.town.chat('ada', 'bob', 'eve');
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    two.redis.thaw();
    await two.town.hangUp();
  });
  afterAll(() => two.close());

  const took = async (what: Promise<unknown>) => {
    const begun = performance.now();
    await what;
    return performance.now() - begun;
  };
  const seqs = (client: RawClient) => client.ofType('message').map(({ seq }) => seq);
  const say = (name: string, place: Place, text: string) =>
    two.phone(name, place).post(`/chat/${chat}/messages/`, { text, client_id: text });

  /** What happens on this server while this lasts is told to no other. */
  const dumb = (app: OpenApp) => {
    const events = app.get(EventBus);
    const relayed = events.onPublished;
    events.onPublished = () => undefined;
    return () => void (events.onPublished = relayed);
  };

  describe('one message', () => {
    it('is read from the database as soon as the next one is heard, and told in its place', async () => {
      const bob = await two.raw('bob', chat, 'there');
      await say('ada', 'here', 'first');
      const speak = dumb(two.here);
      await say('ada', 'here', 'lost');
      speak();

      await say('ada', 'here', 'next');

      expect(await took(bob.heard('message', ({ text }) => text === 'next'))).toBeLessThan(5 * SECOND);
      expect(bob.texts()).toEqual(['first', 'lost', 'next']);
    });

    it('is told within 30 s though nothing follows', async () => {
      const bob = await two.raw('bob', chat, 'there');
      const speak = dumb(two.here);
      await say('ada', 'here', 'lost');
      speak();

      // What runs every 25 s runs now.
      await two.there.get(MissedSignals).look();

      expect((await bob.settled()).texts()).toEqual(['lost']);
    });

    it('stays lost where nothing looks for it: the control', async () => {
      const order = two.there.get(ChatOrder);
      jest.spyOn(order, 'due').mockImplementation((_chat, messages) => messages);
      const bob = await two.raw('bob', chat, 'there');
      const speak = dumb(two.here);
      await say('ada', 'here', 'lost');
      speak();

      await say('ada', 'here', 'next');
      await bob.heard('message');

      expect((await bob.settled()).texts()).toEqual(['next']);
    });
  });

  it('because connections for listening are killed again and again, everybody ends with the same', async () => {
    const clients = await Promise.all(
      (['here', 'there'] as Place[]).map((place, index) => two.raw(['ada', 'bob'][index]!, chat, place)),
    );

    for (let n = 1; n <= 200; n++) {
      clients[n % 2]!.send({ type: 'message', text: `${n}`, client_id: `${n}` });
      if (n % 20 === 0) await two.redis.say('CLIENT', 'KILL', 'TYPE', 'pubsub');
    }
    await Promise.all(clients.map((client) => client.heard('message', ({ seq }) => seq === 200)));

    for (const client of clients) expect(seqs(client)).toEqual(upTo(200));
  });

  describe.each(['killed', 'frozen'] as const)('because Redis is %s', (how) => {
    const takeAway = async () => {
      if (how === 'killed') await two.redis.stop();
      else two.redis.freeze();
      await soon(() => two.isDeaf('here') && two.isDeaf('there'));
    };
    const bringBack = async () => {
      if (how === 'killed') await two.redis.startAgain();
      else two.redis.thaw();
      await two.hearing();
    };

    it('sending goes on at once, and each message reaches the other instance within seconds, in order', async () => {
      const [ada, bob] = [await two.raw('ada', chat, 'here'), await two.raw('bob', chat, 'there')];
      await takeAway();

      const slowest: number[] = [];
      for (const n of upTo(20)) slowest.push(await took(say('ada', n % 2 ? 'here' : 'there', `${n}`)));
      expect(Math.max(...slowest)).toBeLessThan(1.5 * SECOND);
      await Promise.all([ada, bob].map((client) => client.heard('message', ({ seq }) => seq === 20)));
      await say('ada', 'here', 'quiet');
      expect(await took(bob.heard('message', ({ text }) => text === 'quiet'))).toBeLessThan(5 * SECOND);

      await bringBack();
      await say('ada', 'here', 'back');
      expect(await took(bob.heard('message', ({ text }) => text === 'back'))).toBeLessThan(5 * SECOND);
      expect([seqs(ada), seqs(bob)]).toEqual([upTo(22), upTo(22)]);
    });

    it('receipts and new chats arrive all the same', async () => {
      await two.here.database.query("DELETE FROM chats WHERE kind = 'private'");
      const [ada, bob] = [await two.raw('ada', chat, 'here'), await two.io('bob', 'there')];
      await say('ada', 'here', 'Hello');
      await bob.heard('message:new');
      await takeAway();

      await bob.ask('message:read', { chat_id: chat, up_to: 1 });
      await two.phone('ada', 'here').post('/chat/', { username: 'bob' });

      expect(await ada.heard('read')).toMatchObject({ username: 'bob', up_to: 1 });
      expect(await bob.heard('chat:added')).toMatchObject({ username: 'ada' });
      await bringBack();
    });

    it('a sign-out and the end of a membership reach the other instance within 10 s', async () => {
      const phone = await two.town.person('ada').anotherPhone();
      const [ends, stays, bob] = [
        await two.raw('ada', chat, 'there', { token: phone.access }),
        await two.raw('ada', chat, 'there'),
        await two.raw('bob', chat, 'there'),
      ];
      await takeAway();

      await phone.post('/user/logout/', { refresh: phone.refresh });
      await two.here.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [
        chat,
        two.town.id('bob'),
      ]);

      const both = Promise.all([ends.ended(), bob.ended()]);
      expect(await took(both)).toBeLessThan(10 * SECOND);
      expect(await both).toEqual([4401, 4403]);
      await stays.settled();
      await bringBack();
    });
  });

  it('a send that waited for a frozen Redis is seen to wait: the control', async () => {
    const [redis, writer] = [two.here.get(Redis), two.here.get(MessageWriter)];
    const write = writer.write.bind(writer);
    jest.spyOn(writer, 'write').mockImplementation(async (draft) => {
      await redis.client!.ping();
      return write(draft);
    });

    two.redis.freeze();
    setTimeout(() => two.redis.thaw(), 2 * SECOND);

    expect(await took(say('ada', 'here', 'late'))).toBeGreaterThan(1.5 * SECOND);
    await two.hearing();
  });

  it('because this server says nothing at all, a sign-out stays unheard where nothing looks: the control', async () => {
    const phone = await two.town.person('ada').anotherPhone();
    const raw = await two.raw('ada', chat, 'there', { token: phone.access });
    jest.spyOn(two.there.get(MissedSignals), 'look').mockResolvedValue();
    const speak = dumb(two.here);
    await phone.post('/user/logout/', { refresh: phone.refresh });
    speak();
    await say('ada', 'here', 'still heard');
    await raw.heard('message', ({ text }) => text === 'still heard');

    jest.restoreAllMocks();
    await two.there.get(MissedSignals).look();

    expect(await raw.ended()).toBe(4401);
  });
});
