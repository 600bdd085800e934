import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import { PlaceId } from '../../contract/place-id.js';
import { JoinCode } from '../../shared/group-payloads.js';
import { wordsOf } from '../groups.examples.js';
import { JoinCodesService } from './join-codes.service.js';
import { NewCode } from './joining.dto.js';

const EXAMPLE: JoinCode = {
  code: 'K5XW2ZJTOQ7GC3LB',
  link: 'https://chat.example.org/join/K5XW2ZJTOQ7GC3LB',
  expires: '2025-07-11T01:11:52.800Z',
  max_uses: 10,
  uses: 3,
};

/** The code that lets people into a group. `ServersModule` has the same routes, over its own services. */
@Controller('group/:groupId/code')
export class JoinCodesController {
  constructor(private readonly codes: JoinCodesService) {}

  @Get()
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `The join code of a ${kind}`,
    description: '`POST /group-join/` takes it. `code` and `link` are null while joining by code is closed.',
    params: wordsOf(kind).whichIRun,
    answers: { 200: { description: 'The code.', schema: JoinCode, example: EXAMPLE } },
    failures: { forbidden: 'You may not see the join code.', not_found: wordsOf(kind).unknown },
  }))
  show(@CurrentActor() actor: Actor, @PlaceId() placeId: number): Promise<JoinCode> {
    return this.codes.show(actor, placeId);
  }

  @Post()
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `Make a new join code of a ${kind}`,
    description:
      'The old one opens nothing from then on. `expires_in` (seconds) and `max_uses` limit it; without them it holds until the next one.',
    params: wordsOf(kind).whichIRun,
    body: { schema: NewCode, example: { expires_in: 604_800, max_uses: 10 } },
    answers: { 201: { description: 'The new code.', schema: JoinCode, example: { ...EXAMPLE, uses: 0 } } },
    failures: {
      invalid_input: 'max_uses must be at least 1.',
      forbidden: 'You may not change the join code.',
      not_found: wordsOf(kind).unknown,
    },
  }))
  renew(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body(parsed(NewCode)) body: NewCode,
  ): Promise<JoinCode> {
    return this.codes.renew(actor, placeId, body);
  }

  @Delete()
  @HttpCode(204)
  @Documented((kind) => ({
    tag: wordsOf(kind).joiningTag,
    summary: `Close joining a ${kind} by code`,
    params: wordsOf(kind).whichIRun,
    answers: { 204: { description: `No code opens this ${kind} until a new one is made.` } },
    failures: { forbidden: 'You may not change the join code.', not_found: wordsOf(kind).unknown },
  }))
  close(@CurrentActor() actor: Actor, @PlaceId() placeId: number): Promise<void> {
    return this.codes.close(actor, placeId);
  }
}
