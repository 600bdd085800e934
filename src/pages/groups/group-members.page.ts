import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ChatId, idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { AddMembers, NewRole } from '../../groups/groups.dto.js';
import { BansService } from '../../groups/joining/bans.service.js';
import { JoinRequests } from '../../groups/joining/join-requests.service.js';
import { MembersService } from '../../groups/members.service.js';
import { PageForm } from '../page.decorator.js';
import { Administration } from './administration.js';
import { pickedIn } from './picking.js';

const UserId = () => Param('userId', idOf('member'));

/** Who is in a group, who may be, and who decides there. */
@Controller('group-web/:chatId')
export class GroupMembersPage {
  constructor(
    private readonly administration: Administration,
    private readonly members: MembersService,
    private readonly requests: JoinRequests,
    private readonly bans: BansService,
  ) {}

  @Post('members')
  @PageForm('Add people to a group', { members: 'bob' })
  add(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () =>
      this.members.add(actor, groupId, parse(AddMembers, { usernames: pickedIn(body) }).usernames);
    return this.administration.attempt(actor, response, { groupId, at: 'add', saved: 'members', act });
  }

  @Post('members/:userId/role')
  @PageForm('Promote or demote a member', { role: 'admin' })
  role(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @UserId() userId: number,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => this.members.setRole(actor, groupId, userId, parse(NewRole, body ?? {}).role);
    return this.administration.attempt(actor, response, { groupId, at: 'members', act });
  }

  @Post('members/:userId/remove')
  @PageForm('Remove a member')
  remove(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.members.remove(actor, groupId, userId);
    const to = userId === actor.id ? '/home/?saved=left' : undefined;
    return this.administration.attempt(actor, response, { groupId, at: 'members', to, act });
  }

  @Post('members/:userId/ban')
  @PageForm('Ban somebody')
  ban(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.bans.ban(actor, groupId, userId);
    return this.administration.attempt(actor, response, { groupId, at: 'members', act });
  }

  @Post('bans/:userId/lift')
  @PageForm('Lift a ban')
  lift(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.bans.lift(actor, groupId, userId);
    return this.administration.attempt(actor, response, { groupId, at: 'bans', saved: 'members', act });
  }

  @Post('requests/:userId')
  @PageForm('Let somebody in, or not', { accept: 'yes' })
  decide(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @UserId() userId: number,
    @Body('accept') accept: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.requests.decide(actor, groupId, userId, accept === 'yes');
    return this.administration.attempt(actor, response, { groupId, at: 'requests', saved: 'members', act });
  }
}
