import { Module } from '@nestjs/common';
import { PresenceModule } from '../presence/presence.module.js';
import { BlocksService } from './blocks.service.js';
import { Faces } from './faces.js';
import { LastSeen } from './last-seen.js';
import { MeController } from './me.controller.js';
import { PeopleNamed } from './people-named.js';
import { PrivacySettings } from './privacy.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { VisiblePresence } from './visible-presence.js';

@Module({
  imports: [PresenceModule],
  controllers: [MeController, UsersController],
  providers: [UsersService, BlocksService, VisiblePresence, PrivacySettings, LastSeen, PeopleNamed, Faces],
  exports: [UsersService, BlocksService, VisiblePresence, PrivacySettings, LastSeen, PeopleNamed, Faces],
})
export class UsersModule {}
