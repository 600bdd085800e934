import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { ChatListQuery } from '../chats/chats.dto.js';
import { GroupList } from '../chats/group-list.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { Group, GroupRow, NewGroup } from '../shared/group-payloads.js';
import { GroupChanges, NewGroupBody } from './groups.dto.js';
import { GROUP, MADE, ROW, UNKNOWN, WHICH } from './groups.examples.js';
import { GroupsService } from './groups.service.js';

@Controller('group')
export class GroupsController {
  constructor(
    private readonly list: GroupList,
    private readonly groups: GroupsService,
  ) {}

  @Get()
  @Revalidated()
  @Documented({
    tag: 'Groups',
    summary: 'Your groups, newest first',
    description:
      'All of them, up to 1,000; where there are more, `Link: rel="next"` names the next page. `mentions` are those unread messages that name you.',
    query: ChatListQuery,
    answers: { 200: { description: 'The groups.', schema: z.array(GroupRow), example: [ROW] } },
  })
  async all(
    @CurrentActor() actor: Actor,
    @Query(parsed(ChatListQuery)) query: ChatListQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupRow[]> {
    const { rows, next } = await this.list.of(actor, query);
    if (next) response.links({ next: `${request.path}?cursor=${next}${query.limit ? `&limit=${query.limit}` : ''}` });
    return rows;
  }

  @Post()
  @LimitedTo('groups made')
  @Documented({
    tag: 'Groups',
    summary: 'Make a group',
    description:
      'You are its owner. `members` are usernames; one that does not exist is named in the error, and nothing is made. Public groups have unique names, whatever the case.',
    body: { schema: NewGroupBody, example: { name: 'Project Team', members: ['bob', 'eve'] } },
    answers: { 201: { description: 'The new group, with its join code.', schema: NewGroup, example: MADE } },
    failures: {
      invalid_input: 'There is nobody called zoe.',
      conflict: 'There is a public group of this name already. Choose another name.',
    },
  })
  make(@CurrentActor() actor: Actor, @Body(parsed(NewGroupBody)) body: NewGroupBody): Promise<NewGroup> {
    return this.groups.make(actor, body);
  }

  @Patch(':groupId')
  @Documented({
    tag: 'Groups',
    summary: 'Change a group',
    description: 'For admins. Send only what changes.',
    params: WHICH,
    body: { schema: GroupChanges, example: { name: 'Project Team', visibility: 'private' } },
    answers: { 200: { description: 'The group after the change.', schema: Group, example: GROUP } },
    failures: {
      invalid_input: 'The name must not be empty.',
      forbidden: 'You may not change the group.',
      not_found: UNKNOWN,
      conflict: 'There is a public group of this name already. Choose another name.',
    },
  })
  change(
    @CurrentActor() actor: Actor,
    @Param('groupId', idOf('group')) groupId: number,
    @Body(parsed(GroupChanges)) changes: GroupChanges,
  ): Promise<Group> {
    return this.groups.change(actor, groupId, changes);
  }

  @Delete(':groupId')
  @HttpCode(204)
  @Documented({
    tag: 'Groups',
    summary: 'Delete a group',
    description: 'For the owner. Everything that was said in it is deleted too.',
    params: WHICH,
    answers: { 204: { description: 'It is gone.' } },
    failures: { forbidden: 'You may not delete the group.', not_found: UNKNOWN },
  })
  end(@CurrentActor() actor: Actor, @Param('groupId', idOf('group')) groupId: number): Promise<void> {
    return this.groups.end(actor, groupId);
  }
}
