import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { FactRelay } from './fact-relay.js';
import { Heartbeat } from './heartbeat.js';
import { Redis } from './redis.js';
import { TopicTimes } from './topic-times.js';
import { TopicsInMemory } from './topics.memory.js';
import { TopicsByRedis } from './topics.redis.js';
import { Topics } from './topics.js';

/** One instance or many: what they share. */
@Global()
@Module({
  providers: [
    { provide: Redis, inject: [Config], useFactory: (config: Config) => Redis.of(config) },
    TopicTimes,
    FactRelay,
    Heartbeat,
    {
      provide: Topics,
      inject: [Redis, Config, TopicTimes],
      useFactory: (redis: Redis, { jwtSecret }: Config, times: TopicTimes): Topics =>
        redis.client ? new TopicsByRedis(redis, redis.client, jwtSecret, times) : new TopicsInMemory(),
    },
  ],
  exports: [Redis, Topics, TopicTimes],
})
export class ClusterModule {}
