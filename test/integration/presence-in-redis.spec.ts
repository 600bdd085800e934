import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from '../../src/cluster/redis.js';
import type { Config } from '../../src/config/config.js';
import { EventBus } from '../../src/events/event-bus.js';
import { RedisLeases } from '../../src/presence/leases.js';
import { OnlinePeopleByLeases } from '../../src/presence/online-people.leases.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

const ADA = 1;

class Instance {
  readonly people: OnlinePeopleByLeases;
  readonly presence: PresenceService;

  private constructor(readonly redis: Redis) {
    const times = { beat: 50, lease: 600, grace: 200 };
    this.people = new OnlinePeopleByLeases(new RedisLeases(this.redis, this.redis.client!), times);
    this.presence = new PresenceService(this.people, new EventBus(), times);
  }

  static async on(redisUrl: string): Promise<Instance> {
    return new Instance(await Redis.of({ redisUrl } as Config));
  }

  knows = (userId: number): boolean => this.presence.isOnline([userId]).has(userId);

  die(): void {
    this.people.stop();
    this.redis.onApplicationShutdown();
  }
}

describeIf('redis-server', 'presence in Redis', () => {
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
  });
  afterEach(() => {
    process.kill(redis.pid, 'SIGCONT');
    one.die();
    two.die();
  });

  it('is shared by two instances', async () => {
    one.presence.connected(ADA, 'phone');
    await soon(() => two.knows(ADA));

    two.presence.connected(ADA, 'page');
    await two.people.pass();
    one.presence.gone(ADA, 'phone');
    await one.people.pass();
    expect([one.knows(ADA), two.knows(ADA)]).toEqual([true, true]);
    two.presence.gone(ADA, 'page');

    await soon(() => !one.knows(ADA) && !two.knows(ADA));
  });

  it('of an instance that has died ends with its lease', async () => {
    one.presence.connected(ADA, 'phone');
    await soon(() => two.knows(ADA));

    one.die();

    await soon(() => !two.knows(ADA));
  });

  it('answers at once while Redis stands still, and goes on afterwards', async () => {
    one.presence.connected(ADA, 'phone');
    await soon(() => two.knows(ADA));
    process.kill(redis.pid, 'SIGSTOP');

    const start = performance.now();
    two.presence.connected(2, 'page');
    expect([two.knows(ADA), two.knows(2)]).toEqual([true, true]);
    expect(performance.now() - start).toBeLessThan(500);
    await two.people.pass();
    expect(performance.now() - start).toBeLessThan(2000);
    process.kill(redis.pid, 'SIGCONT');

    await soon(() => one.knows(2));
  });
});
