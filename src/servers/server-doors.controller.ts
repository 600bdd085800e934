import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { BansService } from '../groups/joining/bans.service.js';
import { JoinCodesService } from '../groups/joining/join-codes.service.js';
import { NewCode } from '../groups/joining/joining.dto.js';
import { PeoplePageQuery } from '../groups/joining/people-page.js';
import { Bans, JoinCode } from '../shared/group-payloads.js';
import { UNKNOWN } from './servers.examples.js';

const EVE = { user_id: 3, username: 'eve', display_name: 'Eve', avatar: null, time: '2025-07-04T01:11:52.800Z' };
const CODE: JoinCode = {
  code: 'K5XW2ZJTOQ7GC3LB',
  link: 'https://chat.example.org/join/K5XW2ZJTOQ7GC3LB',
  expires: '2025-07-11T01:11:52.800Z',
  max_uses: 10,
  uses: 3,
};
const WHICH = { serverId: 'A server in which you are admin or owner.' };
const PERSON = { ...WHICH, userId: 'The id of a person.' };
const MALFORMED = 'limit must be a positive whole number.';
const ServerId = () => Param('serverId', idOf('server'));
const UserId = () => Param('userId', idOf('person'));

/** Who comes into a server, and who does not. */
@Controller('server/:serverId')
export class ServerDoorsController {
  constructor(
    private readonly bans: BansService,
    private readonly codes: JoinCodesService,
  ) {}

  @Get('code')
  @Documented({
    tag: 'Servers',
    summary: 'The join code of a server',
    description:
      'As that of a group: `POST /group-join/` takes it. `code` and `link` are null while joining is closed.',
    params: WHICH,
    answers: { 200: { description: 'The code.', schema: JoinCode, example: CODE } },
    failures: { forbidden: 'You may not see the join code.', not_found: UNKNOWN },
  })
  code(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<JoinCode> {
    return this.codes.show(actor, serverId);
  }

  @Post('code')
  @Documented({
    tag: 'Servers',
    summary: 'Make a new join code of a server',
    description:
      'The old one opens nothing from then on. `expires_in` (seconds) and `max_uses` limit it; without them it holds until the next one.',
    params: WHICH,
    body: { schema: NewCode, example: { expires_in: 604_800, max_uses: 10 } },
    answers: { 201: { description: 'The new code.', schema: JoinCode, example: { ...CODE, uses: 0 } } },
    failures: {
      invalid_input: 'max_uses must be at least 1.',
      forbidden: 'You may not change the join code.',
      not_found: UNKNOWN,
    },
  })
  renew(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body(parsed(NewCode)) body: NewCode,
  ): Promise<JoinCode> {
    return this.codes.renew(actor, serverId, body);
  }

  @Delete('code')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Close joining a server by code',
    params: WHICH,
    answers: { 204: { description: 'No code opens this server until a new one is made.' } },
    failures: { forbidden: 'You may not change the join code.', not_found: UNKNOWN },
  })
  close(@CurrentActor() actor: Actor, @ServerId() serverId: number): Promise<void> {
    return this.codes.close(actor, serverId);
  }

  @Get('bans')
  @Documented({
    tag: 'Servers',
    summary: 'Who is banned from a server',
    params: WHICH,
    query: PeoplePageQuery,
    answers: { 200: { description: 'A page of people.', schema: Bans, example: { results: [EVE], next: null } } },
    failures: { invalid_input: MALFORMED, forbidden: 'You may not see who is banned.', not_found: UNKNOWN },
  })
  banned(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Query(parsed(PeoplePageQuery)) query: PeoplePageQuery,
  ): Promise<Bans> {
    return this.bans.list(actor, serverId, query);
  }

  @Put('bans/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Ban somebody from a server',
    description:
      'A member is put out at once, if their role is below yours. For whoever is banned the server is not there: no code opens it, and no list shows it.',
    params: PERSON,
    answers: { 204: { description: 'They are banned.' } },
    failures: { forbidden: 'You may not ban people.', not_found: 'There is no such person.' },
  })
  ban(@CurrentActor() actor: Actor, @ServerId() serverId: number, @UserId() userId: number): Promise<void> {
    return this.bans.ban(actor, serverId, userId);
  }

  @Delete('bans/:userId')
  @HttpCode(204)
  @Documented({
    tag: 'Servers',
    summary: 'Lift a ban from a server',
    params: PERSON,
    answers: { 204: { description: 'They are not banned, and may join again.' } },
    failures: { forbidden: 'You may not lift a ban.', not_found: UNKNOWN },
  })
  lift(@CurrentActor() actor: Actor, @ServerId() serverId: number, @UserId() userId: number): Promise<void> {
    return this.bans.lift(actor, serverId, userId);
  }
}
