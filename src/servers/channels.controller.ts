import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { Channel, ChannelRow } from '../shared/server-payloads.js';
import { ChannelsService } from './channels.service.js';
import { ChannelChanges, ChannelOrder, NewChannelBody } from './servers.dto.js';
import { CHANNEL, OF_MEMBER, UNKNOWN, WHICH } from './servers.examples.js';

const TAKEN = 'This server has a channel of this name already. Choose another name.';
const MAY_NOT = 'You may not change channels.';
const ONE = { ...WHICH, channelId: 'One of its channels.' };
const ServerId = () => Param('serverId', idOf('server'));
const ChannelId = () => Param('channelId', idOf('channel'));

@Controller('server/:serverId/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @Revalidated()
  @Documented({
    tag: 'Servers',
    summary: 'The channels of a server',
    description: 'In their order. A channel is a chat: `chat_id` is its place in `/chat/<id>` and on every socket.',
    params: WHICH,
    answers: { 200: { description: 'All of them.', schema: z.array(ChannelRow), example: OF_MEMBER.channels } },
    failures: { not_found: UNKNOWN },
  })
  list(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<ChannelRow[]> {
    return this.channels.of(actor, serverId);
  }

  @Post()
  @Documented({
    tag: 'Servers',
    summary: 'Make a channel',
    description: 'For admins. It stands behind the others; every member of the server may read and write it at once.',
    params: WHICH,
    body: { schema: NewChannelBody, example: { name: 'general', topic: 'Whatever comes' } },
    answers: { 201: { description: 'The new channel.', schema: Channel, example: CHANNEL } },
    failures: {
      invalid_input: 'The name must not be empty.',
      forbidden: 'You may not make channels.',
      not_found: UNKNOWN,
      conflict: TAKEN,
    },
  })
  make(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(NewChannelBody)) body: NewChannelBody,
  ): Promise<Channel> {
    return this.channels.make(actor, serverId, body);
  }

  @Patch()
  @Documented({
    tag: 'Servers',
    summary: 'Put the channels of a server in order',
    description: 'For admins. `order` names each of them once.',
    params: WHICH,
    body: { schema: ChannelOrder, example: { order: [22] } },
    answers: { 200: { description: 'The channels in their order.', schema: z.array(Channel), example: [CHANNEL] } },
    failures: {
      invalid_input: 'Name each of the 3 channels of the server once.',
      forbidden: MAY_NOT,
      not_found: UNKNOWN,
    },
  })
  order(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(ChannelOrder)) { order }: ChannelOrder,
  ): Promise<Channel[]> {
    return this.channels.order(actor, serverId, order);
  }

  @Patch(':channelId')
  @Documented({
    tag: 'Servers',
    summary: 'Change a channel',
    description: 'For admins. Send only what changes.',
    params: ONE,
    body: { schema: ChannelChanges, example: { topic: 'Whatever comes' } },
    answers: { 200: { description: 'The channel after the change.', schema: Channel, example: CHANNEL } },
    failures: {
      invalid_input: 'The name must not be empty.',
      forbidden: MAY_NOT,
      not_found: 'There is no such channel.',
      conflict: TAKEN,
    },
  })
  change(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @ChannelId() channelId: number,
    @Body(parsed(ChannelChanges)) changes: ChannelChanges,
  ): Promise<Channel> {
    return this.channels.change(actor, serverId, channelId, changes);
  }

  @Delete(':channelId')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Delete a channel',
    description: 'For admins. Everything that was said in it is deleted too.',
    params: ONE,
    answers: { 204: { description: 'It is gone.' } },
    failures: { forbidden: 'You may not delete channels.', not_found: 'There is no such channel.' },
  })
  end(@CurrentActor() actor: Actor, @ServerId() serverId: number, @ChannelId() channelId: number): Promise<void> {
    return this.channels.end(actor, serverId, channelId);
  }
}
