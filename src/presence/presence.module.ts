import { Module } from '@nestjs/common';
import { OnlinePeople } from './online-people.js';
import { OnlinePeopleInMemory } from './online-people.memory.js';
import { PresenceService } from './presence.service.js';

@Module({
  providers: [PresenceService, { provide: OnlinePeople, useClass: OnlinePeopleInMemory }],
  exports: [PresenceService],
})
export class PresenceModule {}
