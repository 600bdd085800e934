import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type CookieKind, cookieName, cookieOf, cookieOptions } from '../../access/cookies.js';
import { CsrfTokens } from '../../access/csrf-tokens.js';
import { Config } from '../../config/config.js';
import type { TokenAnswer } from '../../shared/payloads.js';
import type { Issued } from './refresh-exchanges.js';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** Where the tokens of a browser are kept: not at all, the refresh token in a cookie, or both. */
export type Keeping = false | true | 'both';

/** Tokens in cookies that no script can read. What stays in the body is the token for the header against forgery. */
@Injectable()
export class TokenCookies {
  constructor(
    private readonly config: Config,
    private readonly csrf: CsrfTokens,
  ) {}

  refreshTokenOf(request: Request): string | undefined {
    return cookieOf(request, 'refresh', this.config);
  }

  /** How this browser asked for its tokens: the access cookie outlives the token in it, as a sign of `both`. */
  keepingOf(request: Request): Keeping {
    return cookieOf(request, 'access', this.config) === undefined ? true : 'both';
  }

  answer(response: Response, { access, refresh, session_id }: Issued, keeping: Keeping): TokenAnswer {
    if (!keeping) return { access, refresh };
    this.set(response, 'refresh', refresh);
    if (keeping === 'both') this.set(response, 'access', access);
    return { ...(keeping === true && { access }), csrf_token: this.csrf.tokenOfDevice(session_id) };
  }

  clear(response: Response): void {
    for (const kind of ['refresh', 'access'] as const) {
      response.clearCookie(cookieName(kind, this.config), cookieOptions(kind, this.config));
    }
  }

  private set(response: Response, kind: CookieKind, value: string): void {
    response.cookie(cookieName(kind, this.config), value, { ...cookieOptions(kind, this.config), maxAge: MONTH_MS });
  }
}
