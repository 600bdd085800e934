import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { Bans, JoinRequests as JoinRequestsPage } from '../../shared/group-payloads.js';
import { BansService } from './bans.service.js';
import { JoinRequests } from './join-requests.service.js';
import { Decision } from './joining.dto.js';
import { PeoplePageQuery } from './people-page.js';

const EVE = { user_id: 3, username: 'eve', display_name: 'Eve', avatar: null, time: '2025-07-04T01:11:52.800Z' };
const GROUP = { groupId: 'A group in which you are admin or owner.' };
const PERSON = { ...GROUP, userId: 'The id of a person.' };
const UNKNOWN = 'There is no such group.';
const MALFORMED = 'limit must be a positive whole number.';
const GroupId = () => Param('groupId', idOf('group'));
const UserId = (what: string) => Param('userId', idOf(what));

/** Who comes in, and who does not. */
@Controller('group/:groupId')
export class DoorkeepingController {
  constructor(
    private readonly joinRequests: JoinRequests,
    private readonly bans: BansService,
  ) {}

  @Get('requests')
  @Documented({
    tag: 'Joining groups',
    summary: 'Who asks to join',
    description: 'The longest waiting first. `next` is the `cursor` of the following page.',
    params: GROUP,
    query: PeoplePageQuery,
    answers: {
      200: { description: 'A page of people.', schema: JoinRequestsPage, example: { results: [EVE], next: null } },
    },
    failures: { invalid_input: MALFORMED, forbidden: 'You may not see who asks to join.', not_found: UNKNOWN },
  })
  requests(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @Query(parsed(PeoplePageQuery)) query: PeoplePageQuery,
  ): Promise<JoinRequestsPage> {
    return this.joinRequests.list(actor, groupId, query);
  }

  @Post('requests/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Joining groups',
    summary: 'Let somebody in, or not',
    description: 'Whoever is not let in is not told, and may ask again.',
    params: PERSON,
    body: { schema: Decision, example: { accept: true } },
    answers: { 204: { description: 'It is decided.' } },
    failures: {
      invalid_input: 'accept must be true or false.',
      forbidden: 'You may not let people in.',
      not_found: 'There is no such request.',
      conflict: 'A group has at most 1000 members. There is no room for more.',
    },
  })
  decide(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @UserId('request') userId: number,
    @Body(parsed(Decision)) { accept }: Decision,
  ): Promise<void> {
    return this.joinRequests.decide(actor, groupId, userId, accept);
  }

  @Get('bans')
  @Documented({
    tag: 'Joining groups',
    summary: 'Who is banned',
    params: GROUP,
    query: PeoplePageQuery,
    answers: { 200: { description: 'A page of people.', schema: Bans, example: { results: [EVE], next: null } } },
    failures: { invalid_input: MALFORMED, forbidden: 'You may not see who is banned.', not_found: UNKNOWN },
  })
  banned(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @Query(parsed(PeoplePageQuery)) query: PeoplePageQuery,
  ): Promise<Bans> {
    return this.bans.list(actor, groupId, query);
  }

  @Put('bans/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Joining groups',
    summary: 'Ban somebody',
    description:
      'A member is put out at once, if their role is below yours. For whoever is banned the group is not there: no code opens it, and no list shows it.',
    params: PERSON,
    answers: { 204: { description: 'They are banned.' } },
    failures: { forbidden: 'You may not ban people.', not_found: 'There is no such person.' },
  })
  ban(@CurrentActor() actor: Actor, @GroupId() groupId: number, @UserId('person') userId: number): Promise<void> {
    return this.bans.ban(actor, groupId, userId);
  }

  @Delete('bans/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Joining groups',
    summary: 'Lift a ban',
    params: PERSON,
    answers: { 204: { description: 'They are not banned, and may join again.' } },
    failures: { forbidden: 'You may not lift a ban.', not_found: UNKNOWN },
  })
  lift(@CurrentActor() actor: Actor, @GroupId() groupId: number, @UserId('person') userId: number): Promise<void> {
    return this.bans.lift(actor, groupId, userId);
  }
}
