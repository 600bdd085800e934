import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { Documented } from '../../contract/documented.js';
import { idOf } from '../../contract/id-param.js';
import { parsed } from '../../contract/parsed.js';
import { JoinCode } from '../../shared/group-payloads.js';
import { JoinCodesService } from './join-codes.service.js';
import { NewCode } from './joining.dto.js';

const EXAMPLE: JoinCode = {
  code: 'K5XW2ZJTOQ7GC3LB',
  link: 'https://chat.example.org/join/K5XW2ZJTOQ7GC3LB',
  expires: '2025-07-11T01:11:52.800Z',
  max_uses: 10,
  uses: 3,
};
const GROUP = { groupId: 'A group in which you are admin or owner.' };
const UNKNOWN = 'There is no such group.';
const GroupId = () => Param('groupId', idOf('group'));

@Controller('group/:groupId/code')
export class JoinCodesController {
  constructor(private readonly codes: JoinCodesService) {}

  @Get()
  @Documented({
    tag: 'Joining groups',
    summary: 'The join code of a group',
    description: '`code` and `link` are null while joining by code is closed.',
    params: GROUP,
    answers: { 200: { description: 'The code.', schema: JoinCode, example: EXAMPLE } },
    failures: { forbidden: 'You may not see the join code.', not_found: UNKNOWN },
  })
  show(@CurrentActor() actor: Actor, @GroupId() groupId: number): Promise<JoinCode> {
    return this.codes.show(actor, groupId);
  }

  @Post()
  @Documented({
    tag: 'Joining groups',
    summary: 'Make a new join code',
    description:
      'The old one opens nothing from then on. `expires_in` (seconds) and `max_uses` limit it; without them it holds until the next one.',
    params: GROUP,
    body: { schema: NewCode, example: { expires_in: 604_800, max_uses: 10 } },
    answers: { 201: { description: 'The new code.', schema: JoinCode, example: { ...EXAMPLE, uses: 0 } } },
    failures: {
      invalid_input: 'max_uses must be at least 1.',
      forbidden: 'You may not change the join code.',
      not_found: UNKNOWN,
    },
  })
  renew(
    @CurrentActor() actor: Actor,
    @GroupId() groupId: number,
    @Body(parsed(NewCode)) body: NewCode,
  ): Promise<JoinCode> {
    return this.codes.renew(actor, groupId, body);
  }

  @Delete()
  @HttpCode(204)
  @Documented({
    tag: 'Joining groups',
    summary: 'Close joining by code',
    params: GROUP,
    answers: { 204: { description: 'No code opens this group until a new one is made.' } },
    failures: { forbidden: 'You may not change the join code.', not_found: UNKNOWN },
  })
  close(@CurrentActor() actor: Actor, @GroupId() groupId: number): Promise<void> {
    return this.codes.close(actor, groupId);
  }
}
