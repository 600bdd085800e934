import { Body, Controller, Delete, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Mute } from '../chats/chats.dto.js';
import { MutesService } from '../chats/mutes.service.js';
import { ServerList } from '../chats/server-list.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { notFound } from '../errors/app-error.js';
import { JoiningService } from '../groups/joining/joining.service.js';
import { MembersService } from '../groups/members.service.js';
import { Muted } from '../shared/payloads.js';
import { ServerOfMember } from '../shared/server-payloads.js';
import { FULL, OF_MEMBER, UNKNOWN, WHICH } from './servers.examples.js';

const ServerId = () => Param('serverId', idOf('server'));

/** One's own way into a server and out of it. */
@Controller('server/:serverId/membership')
export class ServerMembershipController {
  constructor(
    private readonly joining: JoiningService,
    private readonly servers: ServerList,
    private readonly members: MembersService,
    private readonly mutes: MutesService,
  ) {}

  @Post()
  @Documented({
    tag: 'Servers',
    summary: 'Join a public server',
    description:
      'You are a member of all its channels at once, with their whole history and nothing unread. A private server is joined by its code, as a group is.',
    params: { serverId: 'A public server.' },
    answers: {
      200: { description: 'You were a member already.', schema: ServerOfMember, example: OF_MEMBER },
      201: { description: 'The server with its channels.', schema: ServerOfMember, example: OF_MEMBER },
    },
    failures: {
      not_found: UNKNOWN,
      conflict: FULL,
      rate_limited: 'That was too much in a short time. Wait a little and try again.',
    },
  })
  async join(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServerOfMember> {
    const { detail } = await this.joining.ofPublic(actor, serverId);
    const server = await this.servers.rowFor(actor.id, serverId);
    if (!server) throw notFound('server');
    response.status(detail === undefined ? 201 : 200);
    return server;
  }

  @Delete()
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Leave a server',
    description:
      'And all its channels, on every device at once. An owner passes the server on to the oldest admin, then the oldest member; the last one ends it.',
    params: WHICH,
    answers: { 204: { description: 'You are no member any more.' } },
    failures: { not_found: UNKNOWN },
  })
  leave(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<void> {
    return this.members.leave(actor, serverId);
  }

  @Patch()
  @Documented({
    tag: 'Servers',
    summary: 'Mute a server',
    description:
      'A setting of your own, for all its channels: until a time, `"always"`, or null for not at all. A channel is muted as long as its server, or longer if it was muted by itself. Your other devices hear of it as `server:updated`, and `chat:updated` for each channel.',
    params: WHICH,
    body: { schema: Mute, example: { muted_until: 'always' } },
    answers: { 200: { description: 'How it is now.', schema: Muted, example: { muted_until: 'always' } } },
    failures: { invalid_input: 'Say until when: a time in ISO 8601, "always", or null.', not_found: UNKNOWN },
  })
  async mute(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(Mute)) { muted_until }: Mute,
  ): Promise<Muted> {
    return { muted_until: await this.mutes.muteServer(actor, serverId, muted_until) };
  }
}
