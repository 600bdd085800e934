import { Body, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { LimitedTo } from '../../access/limited-to.decorator.js';
import { idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { PlaceId } from '../../contract/place-id.js';
import { AddMembers, NewRole } from '../../groups/groups.dto.js';
import type { BansService } from '../../groups/joining/bans.service.js';
import type { MembersService } from '../../groups/members.service.js';
import { PageForm, PageSearch } from '../page.decorator.js';
import type { Administration } from './administration.js';
import { pickedIn, type Picking } from './picking.js';

const UserId = () => Param('userId', idOf('member'));

/** Who is in a group or server, who may be, and who decides there. */
export abstract class MembersPage {
  constructor(
    private readonly administration: Administration,
    private readonly members: MembersService,
    private readonly bans: BansService,
    private readonly picking: Picking,
  ) {}

  /** Looks for people to add, where there is no script to do it. */
  @Post('find')
  @HttpCode(200)
  @PageSearch('Look for people to add', { q: 'bob', members: 'eve' })
  async find(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body() body: Record<string, unknown> = {},
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.picking.of(actor, body);
    await this.administration.show(actor, placeId, response, { ...found, adding: true } as object);
  }

  @Post('members')
  @LimitedTo('people added')
  @PageForm('Add people', { members: 'bob' })
  add(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () =>
      this.members.add(actor, placeId, parse(AddMembers, { usernames: pickedIn(body) }).usernames);
    return this.administration.attempt(actor, response, { placeId, at: 'add', saved: 'members', act });
  }

  @Post('members/:userId/role')
  @PageForm('Promote or demote a member', { role: 'admin' })
  role(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @UserId() userId: number,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => this.members.setRole(actor, placeId, userId, parse(NewRole, body ?? {}).role);
    return this.administration.attempt(actor, response, { placeId, at: 'members', act });
  }

  @Post('members/:userId/remove')
  @PageForm('Remove a member')
  remove(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.members.remove(actor, placeId, userId);
    const to = userId === actor.id ? this.administration.homeAfter('left') : undefined;
    return this.administration.attempt(actor, response, { placeId, at: 'members', to, act });
  }

  @Post('members/:userId/ban')
  @PageForm('Ban somebody')
  ban(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.bans.ban(actor, placeId, userId);
    return this.administration.attempt(actor, response, { placeId, at: 'members', act });
  }

  @Post('bans/:userId/lift')
  @PageForm('Lift a ban')
  lift(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @UserId() userId: number,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.bans.lift(actor, placeId, userId);
    return this.administration.attempt(actor, response, { placeId, at: 'bans', saved: 'members', act });
  }
}
