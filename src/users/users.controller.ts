import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { Documented } from '../contract/documented.js';
import { idOf } from '../contract/id-param.js';
import { parsed } from '../contract/parsed.js';
import { Revalidated } from '../contract/revalidated.js';
import { invalidInput } from '../errors/app-error.js';
import { serveIcon } from '../icons/serve-icon.js';
import { People, Person } from '../shared/payloads.js';
import { BlocksService } from './blocks.service.js';
import { PeopleQuery, ReportBody, SearchWords } from './users.dto.js';
import { UsersService } from './users.service.js';

const BOB: Person = {
  id: 2,
  username: 'bob',
  display_name: 'Bob',
  avatar: null,
  is_online: true,
  lastseen: '2025-07-04T01:11:52.800Z',
};
const STRANGER: Person = { ...BOB, id: 3, username: 'bobby', display_name: 'Bobby', is_online: null, lastseen: null };
const SIGNED_OUT = 'Sign in first.';
const UNKNOWN = 'There is no such person.';
const WHOM = { userId: 'The id of a person.' };
const TOO_OFTEN = 'That was too much in a short time. Wait a little and try again.';

@Controller()
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly blocks: BlocksService,
  ) {}

  @Get('user')
  @Revalidated()
  @Documented({
    tag: 'People',
    summary: 'Everybody, by username',
    description: '`next` is the `cursor` of the following page, or null at the end.',
    query: PeopleQuery,
    answers: {
      200: { description: 'A page of people.', schema: People, example: { results: [BOB, STRANGER], next: 'bobby' } },
    },
    failures: { invalid_input: 'limit must be a positive whole number.', not_authenticated: SIGNED_OUT },
  })
  list(@CurrentActor() actor: Actor, @Query(parsed(PeopleQuery)) query: PeopleQuery): Promise<People> {
    return this.users.list(actor, query);
  }

  @Get('search')
  @LimitedTo('searches')
  @Documented({
    tag: 'People',
    summary: 'Find people',
    description:
      'Whose username or display name contains `q` in any case, the best matches first, at most 50. One or two characters match only where the name begins. `query` and `username` are other names of `q`.',
    query: SearchWords,
    answers: { 200: { description: 'Who was found.', schema: z.array(Person), example: [BOB, STRANGER] } },
    failures: { invalid_input: 'q must not be empty.', not_authenticated: SIGNED_OUT, rate_limited: TOO_OFTEN },
  })
  search(
    @CurrentActor() actor: Actor,
    @Query(parsed(SearchWords)) { q, query, username }: z.infer<typeof SearchWords>,
  ): Promise<Person[]> {
    const words = q ?? query ?? username;
    if (words === undefined) throw invalidInput({ q: ['q is missing.'] });
    return this.users.search(actor, words);
  }

  @Post('user/:userId/block')
  @HttpCode(204)
  @Documented({
    tag: 'People',
    summary: 'Block somebody',
    description: 'They cannot find you, write to you or see whether you are here, and are not told.',
    params: WHOM,
    answers: { 204: { description: 'They are blocked.' } },
    failures: { invalid_input: 'You cannot block yourself.', not_authenticated: SIGNED_OUT, not_found: UNKNOWN },
  })
  block(@CurrentActor() actor: Actor, @Param('userId', idOf('person')) userId: number): Promise<void> {
    return this.blocks.block(actor, userId);
  }

  @Delete('user/:userId/block')
  @HttpCode(204)
  @Documented({
    tag: 'People',
    summary: 'Unblock somebody',
    params: WHOM,
    answers: { 204: { description: 'They are not blocked.' } },
    failures: { not_authenticated: SIGNED_OUT },
  })
  unblock(@CurrentActor() actor: Actor, @Param('userId', idOf('person')) userId: number): Promise<void> {
    return this.blocks.unblock(actor, userId);
  }

  @Post('user/:userId/report')
  @HttpCode(204)
  @LimitedTo('reports')
  @Documented({
    tag: 'People',
    summary: 'Report somebody to the operator',
    params: WHOM,
    body: { schema: ReportBody, example: { reason: 'Sends advertisements.' } },
    answers: { 204: { description: 'The operator will see it; the reported person is not told.' } },
    failures: {
      invalid_input: 'You cannot report yourself.',
      not_authenticated: SIGNED_OUT,
      not_found: UNKNOWN,
      rate_limited: TOO_OFTEN,
    },
  })
  report(
    @CurrentActor() actor: Actor,
    @Param('userId', idOf('person')) userId: number,
    @Body(parsed(ReportBody)) { reason }: ReportBody,
  ): Promise<void> {
    return this.blocks.report(actor, userId, reason);
  }

  @Get('user/:userId/avatar/:hash')
  @Documented({
    tag: 'People',
    summary: 'Somebody’s picture',
    description: 'Its address comes with the person and changes with the picture, so it can be kept for ever.',
    params: { ...WHOM, hash: 'From the address.' },
    answers: { 200: { description: 'The picture.', type: 'image/*' }, 304: { description: 'You have it already.' } },
    failures: { not_authenticated: SIGNED_OUT, not_found: 'There is no such picture.' },
  })
  async avatar(
    @CurrentActor() actor: Actor,
    @Param('userId', idOf('picture')) userId: number,
    @Param('hash') hash: string,
    @Res() response: Response,
  ): Promise<void> {
    const { type, bytes } = await this.users.avatarOf(actor, userId, hash);
    serveIcon(response, { type, bytes, hash });
  }
}
