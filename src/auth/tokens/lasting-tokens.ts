import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { notAuthenticated } from '../../errors/app-error.js';
import type { TokenPair } from '../../shared/payloads.js';
import type { SignIn } from '../auth.dto.js';
import { Credentials, type Proven } from '../credentials.js';
import { Sessions } from '../sessions/sessions.service.js';
import { AccessTokens } from './access-tokens.js';
import { ADD_LASTING, LASTING } from './refresh-tokens.sql.js';

/** Told apart from the tokens that rotate, so that neither kind is ever taken for the other. */
const PREFIX = 'week.';
const LASTING_TOKEN = /^week\.[A-Za-z0-9_-]{43}$/;

/**
 * Tokens for clients that keep the refresh token of their sign-in, as some dialects do: it does not rotate, buys access
 * tokens for a week, and ends with its device. A thief of one is found out by nobody, so no other client gets them.
 */
@Injectable()
export class LastingTokens {
  constructor(
    private readonly database: DataSource,
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly access: AccessTokens,
  ) {}

  /** Signs an app in with what it sent. */
  async signIn(request: Request, { username, password }: SignIn): Promise<TokenPair & { proven: Proven }> {
    const proven = await this.credentials.demand(username, password, request.ip);
    request.signs_in = proven.id;
    const sessionId = await this.sessions.start(proven, 'api', request.get('user-agent'));
    const refresh = PREFIX + randomBytes(32).toString('base64url');
    await this.database.query(ADD_LASTING, [sessionId, hashOf(refresh)]);
    return { access: this.accessTo(proven.id, sessionId), refresh, proven };
  }

  /** A fresh access token. Throws `not_authenticated` for a refresh token that is over, or of the kind that rotates. */
  async refresh(refresh: string): Promise<string> {
    const hash = isLasting(refresh) ? hashOf(refresh) : null;
    const [device] = hash ? await this.database.query<{ session_id: number; user_id: number }[]>(LASTING, [hash]) : [];
    if (!device) throw notAuthenticated('This token is not valid any more. Sign in again.');
    return this.accessTo(device.user_id, device.session_id);
  }

  private accessTo(userId: number, sessionId: number): string {
    return this.access.sign(userId, sessionId, randomBytes(16).toString('base64url'));
  }
}

export const isLasting = (token: string): boolean => LASTING_TOKEN.test(token);

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
