import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CsrfInHandler } from '../access/csrf.decorator.js';
import { LimitedTo } from '../access/limited-to.decorator.js';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Documented } from '../contract/documented.js';
import { parse, parsed } from '../contract/parsed.js';
import { isForm } from '../contract/wants-page.js';
import { Registered, SignedIn } from '../shared/payloads.js';
import { shownName } from '../users/user.presenter.js';
import { AccountForms } from './account-forms.js';
import { Accounts } from './accounts.service.js';
import { Availability, NameQuery, NewAccount, SignOut, TokenRequest } from './auth.dto.js';
import { ADA, CREDENTIALS, SIGN_IN_FAILURES, TOKENS } from './auth.examples.js';
import type { Proven } from './credentials.js';
import { SigningIn } from './signing-in.js';
import { SigningOut } from './signing-out.js';

/** Making an account, signing in and out: JSON for apps, and at the same addresses forms for browsers. */
@Controller('user')
@OpenToAll()
export class AccountsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly forms: AccountForms,
    private readonly signingIn: SigningIn,
    private readonly signingOut: SigningOut,
  ) {}

  @Post('register')
  @Documented({
    tag: 'Accounts',
    summary: 'Make an account',
    description: 'A form post signs the person in by session and leads to their home page.',
    body: { schema: NewAccount, example: { ...CREDENTIALS, display_name: 'Ada Lovelace' } },
    answers: {
      201: { description: 'The account is made.', schema: Registered, example: ADA },
      303: { description: 'To a form: the person is signed in; on to `next` or their home page.' },
    },
    failures: {
      invalid_input: 'A password has at least 8 characters.',
      conflict: 'This username is taken. Choose another.',
      forbidden: 'You may not send this without its security token. Reload the page and try again.',
      rate_limited: 'That was too much in a short time. Wait a little and try again.',
      unavailable: 'Too many people are signing in at once. Try again in a moment.',
    },
  })
  async register(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (isForm(request)) return this.forms.register(request, response);
    const made = await this.accounts.register(parse(NewAccount, request.body ?? {}), request.ip);
    request.signs_in = made.id;
    response.status(201).json(registered(made));
  }

  @Post('login')
  @Documented({
    tag: 'Accounts',
    summary: 'Sign in',
    description:
      'JSON is answered with tokens, which `cookie` puts into cookies as at `/api/token/`; a form post starts a session.',
    body: { schema: TokenRequest, example: CREDENTIALS },
    answers: {
      200: { description: 'A pair of tokens.', schema: SignedIn, example: { ...TOKENS, user: ADA } },
      303: { description: 'To a form: the session has begun; on to `next` or the home page.' },
    },
    failures: {
      ...SIGN_IN_FAILURES,
      forbidden: 'You may not send this without its security token. Reload the page and try again.',
    },
  })
  async signIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (isForm(request)) return this.forms.signIn(request, response);
    const { proven, answer } = await this.signingIn.of(request, response, parse(TokenRequest, request.body ?? {}));
    response.status(200).json({ ...answer, user: registered(proven) } satisfies SignedIn);
  }

  @Post('logout')
  @CsrfInHandler()
  @Documented({
    tag: 'Accounts',
    summary: 'Sign out',
    description:
      'Ends the session, or the whole family of the refresh token in the body or in the cookie. Its sockets end.',
    body: { schema: SignOut, example: { refresh: TOKENS.refresh } },
    answers: {
      204: { description: 'This device is signed out.' },
      303: { description: 'To a form: on to the sign-in page.' },
    },
    failures: {
      invalid_input: 'Send the refresh token.',
      forbidden: 'You may not send this without its security token. Reload the page and try again.',
    },
  })
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = isForm(request);
    await this.signingOut.of(request, response, form ? undefined : parse(SignOut, request.body ?? {}).refresh);
    if (form) return response.redirect(303, '/user/login/');
    response.status(204).end();
  }

  @Get('available')
  @LimitedTo('name checks')
  @Documented({
    tag: 'Accounts',
    summary: 'Ask whether a username is free',
    query: NameQuery,
    answers: {
      200: { description: 'Whether one could register with it.', schema: Availability, example: { available: true } },
    },
    failures: {
      invalid_input: 'username is missing.',
      rate_limited: 'That was too much in a short time. Wait a little and try again.',
    },
  })
  async available(@Query(parsed(NameQuery)) { username }: z.output<typeof NameQuery>): Promise<{ available: boolean }> {
    return { available: await this.accounts.isAvailable(username) };
  }
}

const registered = (proven: Proven): Registered => ({
  id: proven.id,
  username: proven.username,
  display_name: shownName(proven),
});
