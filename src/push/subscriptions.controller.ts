import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Subscribe, Subscriptions as Listed } from './push.dto.js';
import { Subscriptions } from './subscriptions.service.js';

const KEY = 'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs';
const LIST: Listed = {
  public_key: KEY,
  results: [{ session_id: 7, service: 'push.example.org', created: '2025-07-04T01:11:52.800Z', current: true }],
};
const SUBSCRIPTION = {
  endpoint: 'https://push.example.org/send/dpH5lCsTSSM',
  keys: { p256dh: KEY, auth: 'DGv6ra1nlYgDCS1FRnbzlw' },
};
const SIGNED_OUT = 'Sign in first.';

/** Notifications on devices that are not looking: Web Push. */
@Controller('user/me/push')
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Get()
  @Documented({
    tag: 'Notifications',
    summary: 'Which of your devices are told',
    description:
      '`public_key` is the `applicationServerKey` for `PushManager.subscribe`, or null on a server that tells nobody. The device that asks comes first.',
    answers: { 200: { description: 'The devices.', schema: Listed, example: LIST } },
    failures: { not_authenticated: SIGNED_OUT },
  })
  list(@CurrentActor() actor: Actor): Promise<Listed> {
    return this.subscriptions.list(actor);
  }

  @Put()
  @LimitedTo('push subscriptions')
  @Documented({
    tag: 'Notifications',
    summary: 'Tell this device of messages',
    description:
      'The body is the `PushSubscription` of the browser, as JSON. Until the device signs out it is told of messages in chats that are not muted, unless somebody is reading them already; when they are read elsewhere, it is told to take the notification away.',
    body: { schema: Subscribe, example: SUBSCRIPTION },
    answers: { 200: { description: 'The devices.', schema: Listed, example: LIST } },
    failures: {
      invalid_input: 'This is no address of a push service: it must begin with https and be open to the internet.',
      not_authenticated: SIGNED_OUT,
      unavailable: 'This server has no key for notifications. Its operator can set one.',
    },
  })
  subscribe(@CurrentActor() actor: Actor, @Body(parsed(Subscribe)) subscription: Subscribe): Promise<Listed> {
    return this.subscriptions.subscribe(actor, subscription);
  }

  @Delete()
  @HttpCode(204)
  @Documented({
    tag: 'Notifications',
    summary: 'Tell this device no more',
    answers: { 204: { description: 'It is not told any more.' } },
    failures: { not_authenticated: SIGNED_OUT },
  })
  unsubscribe(@CurrentActor() actor: Actor): Promise<void> {
    return this.subscriptions.unsubscribe(actor);
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Documented({
    tag: 'Notifications',
    summary: 'Tell another device of yours no more',
    params: { sessionId: 'The id of the device.' },
    answers: { 204: { description: 'It is not told any more.' } },
    failures: { not_authenticated: SIGNED_OUT, not_found: 'There is no such device.' },
  })
  async unsubscribeOther(
    @CurrentActor() actor: Actor,
    @Param('sessionId', idOf('device')) sessionId: number,
  ): Promise<void> {
    await this.subscriptions.unsubscribe(actor, sessionId);
  }
}
