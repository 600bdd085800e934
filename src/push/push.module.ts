import { Module } from '@nestjs/common';
import { PresenceModule } from '../presence/presence.module.js';
import { Post } from './post.js';
import { PushTimes } from './push-times.js';
import { Sending } from './sending.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { Subscriptions } from './subscriptions.service.js';
import { Tellings } from './tellings.js';
import { Vapid } from './vapid.js';

@Module({
  imports: [PresenceModule],
  controllers: [SubscriptionsController],
  providers: [Post, PushTimes, Sending, Subscriptions, Tellings, Vapid],
  exports: [Subscriptions, Vapid],
})
export class PushModule {}
