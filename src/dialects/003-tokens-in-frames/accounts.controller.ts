import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CsrfByOrigin } from '../../access/csrf.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { Accounts } from '../../auth/accounts.service.js';
import { NewAccount, SignIn, SignOut } from '../../auth/auth.dto.js';
import { SigningOut } from '../../auth/signing-out.js';
import { LastingTokens } from '../../auth/tokens/lasting-tokens.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import type { TokenPair } from '../../shared/payloads.js';
import { Account, ACCOUNT, register } from '../common/account.js';
import { SignInAt, SignOutAt } from '../common/token-routes.js';
import { CREDENTIALS, REGISTER_FAILURES } from '../common/tokens.examples.js';
import { TAG } from './tag.js';

/** Accounts and tokens at the paths of system 003. */
@Controller()
export class Accounts003Controller {
  constructor(
    private readonly accounts: Accounts,
    private readonly tokens: LastingTokens,
    private readonly signingOut: SigningOut,
  ) {}

  @Post('register')
  @OpenToAll()
  @CsrfByOrigin()
  @Documented({
    tag: TAG,
    summary: 'Make an account',
    body: { schema: NewAccount, example: { ...CREDENTIALS, email: ACCOUNT.email } },
    answers: { 201: { description: 'The account is made.', schema: Account, example: ACCOUNT } },
    failures: REGISTER_FAILURES,
  })
  register(@Body(parsed(NewAccount)) body: NewAccount, @Req() request: Request): Promise<Account> {
    return register(this.accounts, request, body);
  }

  @SignInAt('login', TAG)
  async signIn(@Body(parsed(SignIn)) body: SignIn, @Req() request: Request): Promise<TokenPair> {
    const { access, refresh } = await this.tokens.signIn(request, body);
    return { access, refresh };
  }

  @SignOutAt('logout', TAG)
  signOut(
    @Body(parsed(SignOut)) { refresh }: z.output<typeof SignOut>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.signingOut.of(request, response, refresh);
  }
}
