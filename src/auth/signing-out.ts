import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CsrfTokens } from '../access/csrf-tokens.js';
import { invalidInput } from '../errors/app-error.js';
import { isForm } from '../contract/wants-page.js';
import { Sessions } from './sessions/sessions.service.js';
import { TokenCookies } from './tokens/token-cookies.js';
import { Tokens } from './tokens/tokens.service.js';
import { WebSessions } from './sessions/web-sessions.js';

/** Ends whatever a request brings along: its session, its token, and the refresh token in its body or cookie. */
@Injectable()
export class SigningOut {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly cookies: TokenCookies,
    private readonly web: WebSessions,
    private readonly csrf: CsrfTokens,
  ) {}

  async of(request: Request, response: Response, given?: string): Promise<void> {
    const { actor } = request;
    // Somebody whose session is over already may press the button all the same: without a session there is nothing to forge.
    if (actor && request.signed_in_by !== 'bearer') this.csrf.demand(request);
    const refresh = given ?? this.cookies.refreshTokenOf(request);
    if (!actor && !refresh && !isForm(request)) throw invalidInput({ refresh: ['Send the refresh token.'] });

    if (refresh) await this.tokens.revoke(refresh);
    if (actor) await this.sessions.endCurrent(actor);
    await this.web.leave(request, response);
    this.cookies.clear(response);
  }
}
