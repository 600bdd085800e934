import { Module } from '@nestjs/common';
import { Redis } from '../cluster/redis.js';
import { RedisLeases } from './leases.js';
import { OnlinePeople } from './online-people.js';
import { OnlinePeopleByLeases } from './online-people.leases.js';
import { OnlinePeopleInMemory } from './online-people.memory.js';
import { Onlookers } from './onlookers.js';
import { PresenceService } from './presence.service.js';
import { PresenceTimes } from './presence-times.js';

@Module({
  providers: [
    PresenceService,
    PresenceTimes,
    Onlookers,
    {
      provide: OnlinePeople,
      inject: [Redis, PresenceTimes],
      useFactory: (redis: Redis, times: PresenceTimes): OnlinePeople =>
        redis.client
          ? new OnlinePeopleByLeases(new RedisLeases(redis, redis.client), times)
          : new OnlinePeopleInMemory(),
    },
  ],
  exports: [Onlookers, PresenceService, PresenceTimes],
})
export class PresenceModule {}
