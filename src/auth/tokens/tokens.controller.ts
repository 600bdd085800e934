import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CsrfByOrigin } from '../../access/csrf.decorator.js';
import { OpenToAll } from '../../access/open-to-all.decorator.js';
import { Documented } from '../../contract/documented.js';
import { parsed } from '../../contract/parsed.js';
import { AppError, invalidInput, notAuthenticated } from '../../errors/app-error.js';
import { TokenAnswer } from '../../shared/payloads.js';
import { RefreshRequest, TokenRequest, VerifyRequest } from '../auth.dto.js';
import { CREDENTIALS, SIGN_IN_FAILURES, TOKENS } from '../auth.examples.js';
import { Authenticator } from '../authenticator.js';
import { SigningIn } from '../signing-in.js';
import { TokenCookies } from './token-cookies.js';
import { Tokens } from './tokens.service.js';

/** Tokens for apps, and for scripts of pages that keep them in cookies. */
@Controller('api/token')
@OpenToAll()
@CsrfByOrigin()
export class TokensController {
  constructor(
    private readonly signingIn: SigningIn,
    private readonly tokens: Tokens,
    private readonly cookies: TokenCookies,
    private readonly authenticator: Authenticator,
  ) {}

  @Post()
  @HttpCode(200)
  @Documented({
    tag: 'Tokens',
    summary: 'Sign in for tokens',
    description:
      'With "cookie": true the refresh token is set as an HttpOnly cookie instead of being in the body, with ' +
      '"cookie": "both" the access token too. Then `csrf_token` is what the header X-CSRF-Token has to say.',
    body: { schema: TokenRequest, example: CREDENTIALS },
    answers: { 200: { description: 'The pair of tokens.', schema: TokenAnswer, example: TOKENS } },
    failures: SIGN_IN_FAILURES,
  })
  async signIn(
    @Body(parsed(TokenRequest)) body: z.output<typeof TokenRequest>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokenAnswer> {
    return (await this.signingIn.of(request, response, body)).answer;
  }

  @Post('refresh')
  @HttpCode(200)
  @Documented({
    tag: 'Tokens',
    summary: 'Exchange a refresh token for a new pair',
    description:
      'A refresh token is used once. Requests that arrive before the first is answered get the same new pair; any later ' +
      'use signs the device out. A token that comes as a cookie is answered by cookie.',
    body: { schema: RefreshRequest, example: { refresh: TOKENS.refresh } },
    answers: { 200: { description: 'The new pair.', schema: TokenAnswer, example: TOKENS } },
    failures: {
      invalid_input: 'Send the refresh token.',
      not_authenticated: 'This token is not valid any more. Sign in again.',
      forbidden: 'You may not do this from another site.',
    },
  })
  async refresh(
    @Body(parsed(RefreshRequest)) { refresh }: z.output<typeof RefreshRequest>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokenAnswer> {
    if (refresh !== undefined) {
      return this.cookies.answer(response, await this.tokens.refresh(refresh, request.arrived_at), false);
    }
    const token = this.cookies.refreshTokenOf(request);
    if (!token) throw invalidInput({ refresh: ['Send the refresh token.'] });
    const keeping = this.cookies.keepingOf(request);
    const issued = await this.tokens.refresh(token, request.arrived_at).catch((error) => {
      if (error instanceof AppError && error.code === 'not_authenticated') this.cookies.clear(response);
      throw error;
    });
    return this.cookies.answer(response, issued, keeping);
  }

  @Post('verify')
  @HttpCode(200)
  @Documented({
    tag: 'Tokens',
    summary: 'Ask whether an access token is valid',
    body: { schema: VerifyRequest, example: { token: TOKENS.access } },
    answers: { 200: { description: 'It is.', schema: z.object({}), example: {} } },
    failures: { invalid_input: 'A token must be text.', not_authenticated: 'This token is not valid.' },
  })
  async verify(@Body(parsed(VerifyRequest)) { token }: z.output<typeof VerifyRequest>): Promise<object> {
    if (!(await this.authenticator.ofToken(token))) throw notAuthenticated('This token is not valid.');
    return {};
  }
}
