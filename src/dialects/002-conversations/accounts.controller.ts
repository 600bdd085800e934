import { Body, Controller, Get, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CsrfByOrigin } from '../../access/csrf.decorator.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { Accounts } from '../../auth/accounts.service.js';
import { LastingRefresh, NewAccount, SignIn, SignOut } from '../../auth/auth.dto.js';
import { SigningOut } from '../../auth/signing-out.js';
import { LastingTokens } from '../../auth/tokens/lasting-tokens.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import type { TokenPair } from '../../shared/payloads.js';
import { PeopleQuery, ProfileChanges } from '../../users/users.dto.js';
import { ACCOUNT, register } from '../common/account.js';
import { type AccessToken, RefreshAt, SignInAt, SignOutAt } from '../common/token-routes.js';
import { CREDENTIALS, REGISTER_FAILURES } from '../common/tokens.examples.js';
import { ADA, BOB } from './examples.js';
import { Participants } from './participants.js';
import { User } from './shapes.js';
import { TAG } from './tag.js';

const Registered = User.omit({ is_online: true, last_seen: true });
const Changes = ProfileChanges.pick({ email: true, first_name: true, last_name: true });
const Users = z.object({ results: z.array(User), next: z.string().nullable(), previous: z.null() });

const { is_online: _online, last_seen: _seen, ...MADE } = ADA;
const NAMES = { first_name: 'Ada', last_name: 'Lovelace' };

/** Accounts, tokens and people at the paths of system 002. */
@Controller('api/auth')
export class Accounts002Controller {
  constructor(
    private readonly accounts: Accounts,
    private readonly tokens: LastingTokens,
    private readonly signingOut: SigningOut,
    private readonly people: Participants,
  ) {}

  @SignInAt('token', TAG)
  async signIn(@Body(parsed(SignIn)) body: SignIn, @Req() request: Request): Promise<TokenPair> {
    const { access, refresh } = await this.tokens.signIn(request, body);
    return { access, refresh };
  }

  @RefreshAt('token/refresh', TAG)
  async refresh(@Body(parsed(LastingRefresh)) { refresh }: z.output<typeof LastingRefresh>): Promise<AccessToken> {
    return { access: await this.tokens.refresh(refresh) };
  }

  @Post('register')
  @OpenToAll()
  @CsrfByOrigin()
  @Documented({
    tag: TAG,
    summary: 'Make an account',
    description: '`password_confirm`, or `password2`, must be the same password where it is sent.',
    body: { schema: NewAccount, example: { ...CREDENTIALS, email: ACCOUNT.email, ...NAMES } },
    answers: { 201: { description: 'The account is made.', schema: Registered, example: MADE } },
    failures: REGISTER_FAILURES,
  })
  async register(
    @Body(parsed(NewAccount)) body: NewAccount,
    @Req() request: Request,
  ): Promise<z.infer<typeof Registered>> {
    const { first_name = '', last_name = '' } = body;
    return { ...(await register(this.accounts, request, body)), first_name, last_name };
  }

  @SignOutAt('logout', TAG)
  signOut(
    @Body(parsed(SignOut)) { refresh }: z.output<typeof SignOut>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.signingOut.of(request, response, refresh);
  }

  @Get('me')
  @Documented({
    tag: TAG,
    summary: 'Your own account',
    answers: { 200: { description: 'It.', schema: User, example: ADA } },
  })
  me(@CurrentActor() actor: Actor): Promise<User> {
    return this.people.own(actor);
  }

  @Patch('me')
  @Documented({
    tag: TAG,
    summary: 'Change your own account',
    description: 'Send only what changes; other fields are ignored.',
    body: { schema: Changes, example: { first_name: 'Ada' } },
    answers: { 200: { description: 'The account after the change.', schema: User, example: ADA } },
    failures: { invalid_input: 'This is no e-mail address. Write it like ada@example.org, or leave it empty.' },
  })
  update(@CurrentActor() actor: Actor, @Body(parsed(Changes)) changes: z.output<typeof Changes>): Promise<User> {
    return this.people.change(actor, changes);
  }

  @Get('users')
  @Documented({
    tag: TAG,
    summary: 'Everybody, by username',
    description:
      'A page of them; `next` is the address of the following one, or null at the end. E-mail addresses of others are empty, and whether somebody is online is null for whom you share no conversation with.',
    query: PeopleQuery,
    answers: {
      200: {
        description: 'People.',
        schema: Users,
        example: { results: [BOB], next: '/api/auth/users/?cursor=bob&limit=1', previous: null },
      },
    },
    failures: { invalid_input: 'limit must be a positive whole number.' },
  })
  async users(
    @CurrentActor() actor: Actor,
    @Query(parsed(PeopleQuery)) query: PeopleQuery,
    @Req() request: Request,
  ): Promise<z.infer<typeof Users>> {
    const { users, cursor, limit } = await this.people.everybody(actor, query);
    const next = cursor && `${request.path}?cursor=${encodeURIComponent(cursor)}&limit=${limit}`;
    return { results: users, next, previous: null };
  }
}
