import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CsrfByOrigin, CsrfInHandler } from '../../access/csrf.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { Accounts } from '../../auth/accounts.service.js';
import { NewAccount, SignIn, SignOut } from '../../auth/auth.dto.js';
import { SigningOut } from '../../auth/signing-out.js';
import { LastingTokens } from '../../auth/tokens/lasting-tokens.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import { TokenPair } from '../../shared/payloads.js';
import { Account, ACCOUNT, register } from '../common/account.js';
import { CREDENTIALS, LASTING_TOKENS, REGISTER_FAILURES, SIGN_IN_FAILURES } from '../common/tokens.examples.js';
import { TAG } from './tag.js';

/** Accounts and tokens at the paths of system 003. */
@Controller()
@OpenToAll()
export class Accounts003Controller {
  constructor(
    private readonly accounts: Accounts,
    private readonly tokens: LastingTokens,
    private readonly signingOut: SigningOut,
  ) {}

  @Post('register')
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

  @Post('login')
  @HttpCode(200)
  @CsrfByOrigin()
  @Documented({
    tag: TAG,
    summary: 'Sign in for tokens',
    description: 'The refresh token does not rotate; it holds for a week and ends with the device.',
    body: { schema: SignIn, example: CREDENTIALS },
    answers: { 200: { description: 'The pair of tokens.', schema: TokenPair, example: LASTING_TOKENS } },
    failures: SIGN_IN_FAILURES,
  })
  async signIn(@Body(parsed(SignIn)) body: SignIn, @Req() request: Request): Promise<TokenPair> {
    const { access, refresh } = await this.tokens.signIn(request, body);
    return { access, refresh };
  }

  @Post('logout')
  @HttpCode(204)
  @CsrfInHandler()
  @Documented({
    tag: TAG,
    summary: 'Sign out',
    description: 'Ends the device of the caller, and that of the refresh token in the body. Its sockets end.',
    body: { schema: SignOut, example: { refresh: LASTING_TOKENS.refresh } },
    answers: { 204: { description: 'This device is signed out.' } },
    failures: { invalid_input: 'Send the refresh token.' },
  })
  signOut(
    @Body(parsed(SignOut)) { refresh }: z.output<typeof SignOut>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.signingOut.of(request, response, refresh);
  }
}
