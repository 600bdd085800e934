import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createClient } from 'redis';
import { Redis } from '../../src/cluster/redis.js';
import { TopicTimes } from '../../src/cluster/topic-times.js';
import { TopicsByRedis } from '../../src/cluster/topics.redis.js';
import type { Config } from '../../src/config/config.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

const TIMES: TopicTimes = { beat: 50, deaf: 400, listenAnew: 600, gone: 700 };

class Instance {
  readonly topics: TopicsByRedis;
  readonly heard: unknown[] = [];
  missed = 0;
  gone = 0;

  private constructor(
    readonly redis: Redis,
    secret: string,
  ) {
    this.topics = new TopicsByRedis(this.redis, this.redis.client!, secret, TIMES);
    this.topics.on('news', (value) => void this.heard.push(value));
    this.topics.onMissed(() => void this.missed++);
    this.topics.onGone(() => void this.gone++);
  }

  static async on(url: string, secret = 'of one installation'): Promise<Instance> {
    return new Instance(await Redis.of({ redisUrl: url } as Config), secret);
  }

  say = (value: unknown) => this.topics.publish('news', value);
  hears = () => soon(() => !this.topics.isDeaf);

  die(): void {
    this.topics.onApplicationShutdown();
    this.redis.onApplicationShutdown();
  }
}

describeIf('redis-server', 'what instances say to each other', () => {
  let redis: TestRedis;
  let one: Instance;
  let two: Instance;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    [one, two] = [await Instance.on(redis.url), await Instance.on(redis.url)];
    await Promise.all([one.hears(), two.hears()]);
    [one.missed, two.missed] = [0, 0];
  });
  afterEach(() => {
    redis.thaw();
    one.die();
    two.die();
  });

  it('is heard by the others, in order, and not by oneself', async () => {
    for (const n of [1, 2, 3]) one.say(n);
    await soon(() => two.heard.length === 3);
    two.say('answer');
    await soon(() => one.heard.length === 1);

    expect([one.heard, two.heard]).toEqual([['answer'], [1, 2, 3]]);
    expect([one.missed, two.missed]).toEqual([0, 0]);
  });

  it('in one turn is one message of Redis', async () => {
    const before = await published();
    for (let n = 0; n < 500; n++) one.say(n);
    await soon(() => two.heard.length === 500);

    // Beats of both come between.
    expect((await published()) - before).toBeLessThan(30);
  });

  it('stays within one installation, though Redis is shared by two', async () => {
    const other = await Instance.on(redis.url, 'of another installation');
    await other.hears();

    one.say('secret');
    await soon(() => two.heard.length === 1);

    expect(other.heard).toEqual([]);
    other.die();
  });

  it('is noticed by whoever did not hear it, a beat later at the latest', async () => {
    // It listens again within a few ms, so it takes some tries to lose anything.
    const listening = setInterval(() => one.say('lost now and then'), 1);
    await soon(async () => {
      await redis.say('CLIENT', 'KILL', 'TYPE', 'pubsub');
      return two.missed > 0;
    });
    clearInterval(listening);
  });

  it('survives garbage on the channel', async () => {
    const channel = (await channels(redis.url))[0]!;
    for (const junk of ['', 'junk', '[]', '["x",1,[["news"]]]', '["x","1",[]]', '{"a":1}', '[null,1,[]]', '"'])
      await redis.say('PUBLISH', channel, junk);
    await redis.say('PUBLISH', channel, '["x",1,[["nobody listens",{}],["news","fine"]]]');

    await soon(() => two.heard.length === 1);

    expect(two.topics.figures.garbage).toBe(8);
  });

  it('comes to all in one order: of two who speak at the same moment, both know who was first', async () => {
    const before = await Promise.all(
      [one, two].map(({ topics, heard }, n) => {
        return new Promise<unknown[]>((resolve) => topics.publishInTurn('news', n, () => resolve([...heard])));
      }),
    );

    expect([[[], [0]].join('|'), [[1], []].join('|')]).toContain(before.join('|'));
  });

  it('has its turn also when nobody can be heard', async () => {
    redis.freeze();
    for (const say of [1, 2]) await new Promise<void>((resolve) => one.topics.publishInTurn('news', say, resolve));
    expect(two.heard).toEqual([]);
  });

  it('is lost while Redis stands still, which holds up nobody and costs no memory; both notice, and hear again', async () => {
    redis.freeze();
    const begun = performance.now();
    const large = 'x'.repeat(100_000);
    for (let n = 0; n < 1_000; n++) {
      one.say(large);
      if (n % 10 === 0) await new Promise((wake) => setImmediate(wake));
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
    await soon(() => one.topics.isDeaf && two.topics.isDeaf);
    expect(one.topics.figures.lost).toBeGreaterThan(500);

    redis.thaw();
    await Promise.all([one.hears(), two.hears()]);
    await soon(() => two.missed > 0 && one.missed > 0);
    two.heard.length = 0;

    // What still comes of the flood may close the line once more.
    await soon(() => {
      one.say('again');
      return two.heard.includes('again');
    });
  });

  it('goes on by itself after Redis was killed and knows nothing any more', async () => {
    await redis.stop();
    await soon(() => one.topics.isDeaf && two.topics.isDeaf);
    one.say('lost');
    await redis.startAgain();
    await Promise.all([one.hears(), two.hears()]);

    await soon(() => {
      one.say('again');
      return two.heard.includes('again');
    });
    expect([one.missed > 0, two.missed > 0]).toEqual([true, true]);
  });

  it('ends when an instance does, and the others are told so', async () => {
    one.die();

    await soon(() => two.gone === 1);
  });

  const published = async () => {
    const client = await createClient({ url: redis.url }).connect();
    const text = await client.info('commandstats');
    client.destroy();
    return Number(/cmdstat_publish:calls=(\d+)/.exec(text)?.[1] ?? 0);
  };
});

async function channels(url: string): Promise<string[]> {
  const client = await createClient({ url }).connect();
  const found = await client.pubSubChannels();
  client.destroy();
  return found;
}
