import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { JoinRequests as JoinRequestsPage } from '../../shared/group-payloads.js';
import { wordsOf } from '../groups.examples.js';
import { JoinRequests } from './join-requests.service.js';
import { Decision } from './joining.dto.js';
import { MALFORMED, PeoplePageQuery, PERSON } from './people-page.js';

const { joiningTag, whichIRun, unknown, full } = wordsOf('group');
const GroupId = () => Param('groupId', idOf('group'));

/** Who waits to be let into a group. */
@Controller('group/:groupId/requests')
export class JoinRequestsController {
  constructor(private readonly requests: JoinRequests) {}

  @Get()
  @Documented({
    tag: joiningTag,
    summary: 'Who asks to join',
    description: 'The longest waiting first. `next` is the `cursor` of the following page.',
    params: whichIRun,
    query: PeoplePageQuery,
    answers: {
      200: { description: 'A page of people.', schema: JoinRequestsPage, example: { results: [PERSON], next: null } },
    },
    failures: { invalid_input: MALFORMED, forbidden: 'You may not see who asks to join.', not_found: unknown },
  })
  list(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @Query(parsed(PeoplePageQuery)) query: PeoplePageQuery,
  ): Promise<JoinRequestsPage> {
    return this.requests.list(actor, groupId, query);
  }

  @Post(':userId')
  @HttpCode(204)
  @Documented({
    tag: joiningTag,
    summary: 'Let somebody in, or not',
    description: 'Whoever is not let in is not told, and may ask again.',
    params: { ...whichIRun, userId: 'The id of a person.' },
    body: { schema: Decision, example: { accept: true } },
    answers: { 204: { description: 'It is decided.' } },
    failures: {
      invalid_input: 'accept must be true or false.',
      forbidden: 'You may not let people in.',
      not_found: 'There is no such request.',
      conflict: full,
    },
  })
  decide(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @Param('userId', idOf('request')) userId: number,
    @Body(parsed(Decision)) { accept }: Decision,
  ): Promise<void> {
    return this.requests.decide(actor, groupId, userId, accept);
  }
}
