import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { LimitedTo } from '../../access/limited-to.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { DiscoveredGroups, Joined } from '../../shared/group-payloads.js';
import { DiscoveryService } from './discovery.service.js';
import { CodeToJoin, DiscoverQuery } from './joining.dto.js';
import { JoiningService } from './joining.service.js';

const JOINED: Joined = { id: 7, name: 'Project Team' };
const FOUND: DiscoveredGroups = {
  results: [
    {
      id: 7,
      name: 'Project Team',
      description: 'Everything about the engine.',
      icon: null,
      member_count: 12,
      join_by_request: false,
      joined: false,
      requested: false,
    },
  ],
  next: 'project team',
};
const IN_ANSWER =
  'Whoever is a member already is told so in `detail`. Where admins decide who comes in, this asks them, and `detail` says that one has to wait.';
const TOO_OFTEN = 'That was too much in a short time. Wait a little and try again.';

@Controller()
export class JoiningController {
  constructor(
    private readonly joining: JoiningService,
    private readonly discovery: DiscoveryService,
  ) {}

  @Post('group-join')
  @HttpCode(200)
  @Documented({
    tag: 'Joining groups',
    summary: 'Join a group by its code',
    description: `In any case, with spaces or dashes. ${IN_ANSWER} Whatever is wrong with a code, the answer is the same; ten wrong ones an hour are allowed.`,
    body: { schema: CodeToJoin, example: { code: 'K5XW-2ZJT-OQ7G-C3LB' } },
    answers: { 200: { description: 'The group.', schema: Joined, example: JOINED } },
    failures: {
      invalid_input: 'Say the code.',
      not_found: 'This code lets you in nowhere. Look at it again, or ask for a new one.',
      conflict: 'A group has at most 1000 members. There is no room for more.',
      rate_limited: 'Too many wrong codes. Wait a while, or ask for the code again.',
    },
  })
  byCode(@CurrentActor() actor: Actor, @Body(parsed(CodeToJoin)) { code }: CodeToJoin): Promise<Joined> {
    return this.joining.byCode(actor, code);
  }

  @Get('group/discover')
  @LimitedTo('searches')
  @Documented({
    tag: 'Joining groups',
    summary: 'Find public groups',
    description:
      'Those whose name contains `q` in any case, by name; without `q` all of them. One or two characters match only where the name begins. `next` is the `cursor` of the following page.',
    query: DiscoverQuery,
    answers: { 200: { description: 'A page of groups.', schema: DiscoveredGroups, example: FOUND } },
    failures: { invalid_input: 'limit must be a positive whole number.', rate_limited: TOO_OFTEN },
  })
  discover(
    @CurrentActor() actor: Actor,
    @Query(parsed(DiscoverQuery)) query: DiscoverQuery,
  ): Promise<DiscoveredGroups> {
    return this.discovery.find(actor, query);
  }

  @Post('group/:groupId/join')
  @HttpCode(200)
  @Documented({
    tag: 'Joining groups',
    summary: 'Join a public group',
    description: IN_ANSWER,
    params: { groupId: 'A public group.' },
    answers: { 200: { description: 'The group.', schema: Joined, example: JOINED } },
    failures: {
      not_found: 'There is no such group.',
      conflict: 'A group has at most 1000 members. There is no room for more.',
      rate_limited: TOO_OFTEN,
    },
  })
  ofPublic(@CurrentActor() actor: Actor, @Param('groupId', idOf('group')) groupId: number): Promise<Joined> {
    return this.joining.ofPublic(actor, groupId);
  }
}
