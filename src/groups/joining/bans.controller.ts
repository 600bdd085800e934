import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { PlaceId } from '../../contract/place-id.js';
import { Bans, type GroupKind } from '../../shared/group-payloads.js';
import { wordsOf } from '../groups.examples.js';
import { BansService } from './bans.service.js';
import { MALFORMED, PeoplePageQuery, PERSON } from './people-page.js';

const whoIn = (kind: GroupKind) => ({ ...wordsOf(kind).whichIRun, userId: 'The id of a person.' });
const UserId = () => Param('userId', idOf('person'));

/** Whom a group does not want. `ServersModule` has the same routes, over its own services. */
@Controller('group/:groupId/bans')
export class BansController {
  constructor(private readonly bans: BansService) {}

  @Get()
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `Who is banned from a ${kind}`,
    params: wordsOf(kind).whichIRun,
    query: PeoplePageQuery,
    answers: { 200: { description: 'A page of people.', schema: Bans, example: { results: [PERSON], next: null } } },
    failures: {
      invalid_input: MALFORMED,
      forbidden: 'You may not see who is banned.',
      not_found: wordsOf(kind).unknown,
    },
  }))
  list(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Query(parsed(PeoplePageQuery)) query: PeoplePageQuery,
  ): Promise<Bans> {
    return this.bans.list(actor, placeId, query);
  }

  @Put(':userId')
  @HttpCode(204)
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `Ban somebody from a ${kind}`,
    description: `A member is put out at once, if their role is below yours. For whoever is banned the ${kind} is not there: no code opens it, and no list shows it.`,
    params: whoIn(kind),
    answers: { 204: { description: 'They are banned.' } },
    failures: { forbidden: 'You may not ban people.', not_found: 'There is no such person.' },
  }))
  ban(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @UserId() userId: number): Promise<void> {
    return this.bans.ban(actor, placeId, userId);
  }

  @Delete(':userId')
  @HttpCode(204)
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `Lift a ban from a ${kind}`,
    params: whoIn(kind),
    answers: { 204: { description: 'They are not banned, and may join again.' } },
    failures: { forbidden: 'You may not lift a ban.', not_found: wordsOf(kind).unknown },
  }))
  lift(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @UserId() userId: number): Promise<void> {
    return this.bans.lift(actor, placeId, userId);
  }
}
