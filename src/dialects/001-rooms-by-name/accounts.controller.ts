import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CsrfByOrigin } from '../../access/csrf.decorator.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { Accounts } from '../../auth/accounts.service.js';
import { LastingRefresh, NewAccount, SignIn, VerifyRequest } from '../../auth/auth.dto.js';
import { Authenticator } from '../../auth/authenticator.js';
import { LastingTokens } from '../../auth/tokens/lasting-tokens.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import { notAuthenticated } from '../../errors/app-error.js';
import type { TokenPair } from '../../shared/payloads.js';
import { UsersService } from '../../users/users.service.js';
import { Account, ACCOUNT, register } from '../common/account.js';
import { type AccessToken, RefreshAt, SignInAt } from '../common/token-routes.js';
import { CREDENTIALS, LASTING_TOKENS, REGISTER_FAILURES } from '../common/tokens.examples.js';

const TAG = 'Dialect 001: rooms by name';

/** Accounts and tokens at the paths of system 001. */
@Controller('api/auth')
export class Accounts001Controller {
  constructor(
    private readonly accounts: Accounts,
    private readonly tokens: LastingTokens,
    private readonly authenticator: Authenticator,
    private readonly users: UsersService,
  ) {}

  @Post('users')
  @OpenToAll()
  @CsrfByOrigin()
  @Documented({
    tag: TAG,
    summary: 'Make an account',
    description: '`re_password`, where it is sent, must be the same password.',
    body: { schema: NewAccount, example: { ...CREDENTIALS, email: ACCOUNT.email, re_password: CREDENTIALS.password } },
    answers: { 201: { description: 'The account is made.', schema: Account, example: ACCOUNT } },
    failures: REGISTER_FAILURES,
  })
  register(@Body(parsed(NewAccount)) body: NewAccount, @Req() request: Request): Promise<Account> {
    return register(this.accounts, request, body);
  }

  @Get('users/me')
  @Documented({
    tag: TAG,
    summary: 'Your own account',
    description: 'The header may say `JWT` where others say `Bearer`.',
    answers: { 200: { description: 'It.', schema: Account, example: ACCOUNT } },
  })
  async me(@CurrentActor() actor: Actor): Promise<Account> {
    const { id, username, email } = await this.users.profileOf(actor);
    return { id, username, email };
  }

  @SignInAt('jwt/create', TAG)
  async signIn(@Body(parsed(SignIn)) body: SignIn, @Req() request: Request): Promise<TokenPair> {
    const { access, refresh } = await this.tokens.signIn(request, body);
    return { access, refresh };
  }

  @RefreshAt('jwt/refresh', TAG)
  async refresh(@Body(parsed(LastingRefresh)) { refresh }: z.output<typeof LastingRefresh>): Promise<AccessToken> {
    return { access: await this.tokens.refresh(refresh) };
  }

  @Post('jwt/verify')
  @HttpCode(200)
  @OpenToAll()
  @CsrfByOrigin()
  @Documented({
    tag: TAG,
    summary: 'Ask whether an access token is valid',
    body: { schema: VerifyRequest, example: { token: LASTING_TOKENS.access } },
    answers: { 200: { description: 'It is.', schema: z.object({}), example: {} } },
    failures: { invalid_input: 'A token must be text.', not_authenticated: 'This token is not valid.' },
  })
  async verify(@Body(parsed(VerifyRequest)) { token }: z.output<typeof VerifyRequest>): Promise<object> {
    if (!(await this.authenticator.ofToken(token))) throw notAuthenticated('This token is not valid.');
    return {};
  }
}
