import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { Mute } from '../chats/chats.dto.js';
import { MutesService } from '../chats/mutes.service.js';
import { ServerList } from '../chats/server-list.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { notFound } from '../errors/app-error.js';
import { AddMembers, MembersQuery, NewRole } from '../groups/groups.dto.js';
import { MEMBERS_PAGE } from '../groups/groups.examples.js';
import { JoiningService } from '../groups/joining/joining.service.js';
import { MemberList } from '../groups/member-list.js';
import { MembersService } from '../groups/members.service.js';
import { Added, Members, Membership } from '../shared/group-payloads.js';
import { Muted } from '../shared/payloads.js';
import { ServerOfMember } from '../shared/server-payloads.js';
import { FULL, OF_MEMBER, UNKNOWN, WHICH } from './servers.examples.js';

const WHO = { ...WHICH, userId: 'The id of a member.' };
const BOB: Membership = { user_id: 2, username: 'bob', role: 'member' };
const ServerId = () => Param('serverId', idOf('server'));
const UserId = () => Param('userId', idOf('member'));

@Controller('server/:serverId')
export class ServerMembersController {
  constructor(
    private readonly joining: JoiningService,
    private readonly servers: ServerList,
    private readonly people: MemberList,
    private readonly members: MembersService,
    private readonly mutes: MutesService,
  ) {}

  @Post('membership')
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

  @Delete('membership')
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

  @Patch('membership')
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

  @Get('members')
  @Revalidated()
  @Documented({
    tag: 'Servers',
    summary: 'The members of a server',
    description:
      'The owner first, then the admins, then everybody else; `next` is the `cursor` of the following page. Presence is null for those who do not show it to you.',
    params: WHICH,
    query: MembersQuery,
    answers: { 200: { description: 'A page of members.', schema: Members, example: MEMBERS_PAGE } },
    failures: { invalid_input: 'This cursor is not one that the list gave.', not_found: UNKNOWN },
  })
  list(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Query(parsed(MembersQuery)) query: MembersQuery,
  ): Promise<Members> {
    return this.people.of(actor, serverId, query);
  }

  @Post('members')
  @LimitedTo('people added')
  @Documented({
    tag: 'Servers',
    summary: 'Add people to a server',
    description:
      'For admins. All of them or, where one does not exist, is banned or finds no room, nobody. Who is a member already stays one and is not named in the answer.',
    params: WHICH,
    body: { schema: AddMembers, example: { usernames: ['bob', 'eve'] } },
    answers: {
      200: {
        description: 'They were members already.',
        schema: Added,
        example: { members: [], member_count: 3 },
      },
      201: { description: 'Who is new.', schema: Added, example: { members: [BOB], member_count: 3 } },
    },
    failures: {
      invalid_input: 'There is nobody called zoe.',
      forbidden: 'You may not add members.',
      not_found: UNKNOWN,
      conflict: FULL,
    },
  })
  async add(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(AddMembers)) { usernames }: AddMembers,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Added> {
    const added = await this.members.add(actor, serverId, usernames);
    response.status(added.members.length ? 201 : 200);
    return added;
  }

  @Patch('members/:userId')
  @Documented({
    tag: 'Servers',
    summary: 'Change the role of a member of a server',
    description: 'For the owner. `owner` hands the server over: then you are an admin.',
    params: WHO,
    body: { schema: NewRole, example: { role: 'admin' } },
    answers: { 200: { description: 'The member.', schema: Membership, example: { ...BOB, role: 'admin' } } },
    failures: {
      invalid_input: 'This value is not allowed here.',
      forbidden: 'You may not change roles.',
      not_found: 'There is no such member.',
      conflict: 'A server needs an owner. Hand it over to somebody else instead.',
    },
  })
  setRole(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @UserId() userId: number,
    @Body(parsed(NewRole)) { role }: NewRole,
  ): Promise<Membership> {
    return this.members.setRole(actor, serverId, userId, role);
  }

  @Delete('members/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Remove a member of a server, or leave',
    description:
      'For admins, who can remove members but no admins; the owner can remove anyone. With your own id you leave.',
    params: WHO,
    answers: { 204: { description: 'They are no member any more, and hear nothing more of any channel.' } },
    failures: { forbidden: 'You may not remove members.', not_found: 'There is no such member.' },
  })
  remove(@CurrentActor() actor: Actor, @ServerId() serverId: number, @UserId() userId: number): Promise<void> {
    return this.members.remove(actor, serverId, userId);
  }
}
