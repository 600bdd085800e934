import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ChatId, idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { GroupChanges } from '../../groups/groups.dto.js';
import { GroupsService } from '../../groups/groups.service.js';
import { JoinRequests } from '../../groups/joining/join-requests.service.js';
import { Page, PageForm } from '../page.decorator.js';
import { GroupAdministration } from './group-administration.js';

/** What a group is, and who may come in. */
@Controller('group-web/:chatId')
export class GroupPage {
  constructor(
    private readonly administration: GroupAdministration,
    private readonly groups: GroupsService,
    private readonly requests: JoinRequests,
  ) {}

  @Get()
  @Page('A group: members, code, requests, settings, as far as you may see them')
  show(@CurrentActor() actor: Actor, @ChatId() groupId: number, @Res() response: Response): Promise<void> {
    return this.administration.show(actor, groupId, response);
  }

  /** A checkbox that is off is not sent at all. */
  @Post('about')
  @PageForm('Change what a group is', { name: 'Project Team', description: '', visibility: 'private' })
  about(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body() body: Record<string, unknown> = {},
    @Res() response: Response,
  ): Promise<void> {
    const { name, description, visibility } = body;
    const values = { name, description, visibility, join_by_request: body.join_by_request === 'on' };
    const act = async () => this.groups.change(actor, groupId, parse(GroupChanges, values));
    return this.administration.attempt(actor, response, { placeId: groupId, at: 'about', values, act });
  }

  @Post('requests/:userId')
  @PageForm('Let somebody in, or not', { accept: 'yes' })
  decide(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Param('userId', idOf('member')) userId: number,
    @Body('accept') accept: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = () => this.requests.decide(actor, groupId, userId, accept === 'yes');
    return this.administration.attempt(actor, response, { placeId: groupId, at: 'requests', saved: 'members', act });
  }
}
