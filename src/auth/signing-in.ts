import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { TokenAnswer } from '../shared/payloads.js';
import type { TokenRequest } from './auth.dto.js';
import { Credentials, type Proven } from './credentials.js';
import { TokenCookies } from './tokens/token-cookies.js';
import { Tokens } from './tokens/tokens.service.js';

/** Signs somebody in for tokens, which the answer says or sets as cookies, as the caller wishes. */
@Injectable()
export class SigningIn {
  constructor(
    private readonly credentials: Credentials,
    private readonly tokens: Tokens,
    private readonly cookies: TokenCookies,
  ) {}

  /** Throws `not_authenticated` and what `Credentials` throws. */
  async of(
    request: Request,
    response: Response,
    { username, password, cookie = false }: z.output<typeof TokenRequest>,
  ): Promise<{ proven: Proven; answer: TokenAnswer }> {
    const proven = await this.credentials.demand(username, password, request.ip);
    request.signs_in = proven.id;
    const issued = await this.tokens.issue(proven, request.get('user-agent'));
    return { proven, answer: this.cookies.answer(response, issued, cookie) };
  }
}
