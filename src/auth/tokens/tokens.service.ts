import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../config/config.js';
import { notAuthenticated } from '../../errors/app-error.js';
import { AccessTokens, keyFor } from './access-tokens.js';
import { isLasting } from './lasting-tokens.js';
import type { Proven } from '../credentials.js';
import { type Issued, RefreshExchanges, untilTheOthersAreHere } from './refresh-exchanges.js';
import { ADD, ANSWERED, BECAME, CURRENT, EXCHANGE, FAMILY, LASTS_UNTIL } from './refresh-tokens.sql.js';
import { Sessions } from '../sessions/sessions.service.js';

interface Used {
  session_id: number;
  user_id: number;
  /** The second in which the refresh token was made, and the access token with it. */
  issued: number;
}

const REFRESH_TOKEN = /^[A-Za-z0-9_-]{43}$/;
const refused = () => notAuthenticated('This token is not valid any more. Sign in again.');

/**
 * Pairs of an access and a refresh token. A refresh token is used once: its successor is derived from it with a secret,
 * so that parallel requests, on any instance, get the same pair although only hashes are stored.
 */
@Injectable()
export class Tokens {
  private readonly logger = new Logger('Security');
  private readonly exchanges = new RefreshExchanges();
  private readonly key: Buffer;

  constructor(
    private readonly database: DataSource,
    private readonly sessions: Sessions,
    private readonly access: AccessTokens,
    config: Config,
  ) {
    this.key = keyFor('refresh tokens', config.jwtSecret);
  }

  /** Signs an app in: a new device with its first pair. */
  async issue(proven: Proven, agent?: string): Promise<Issued> {
    const sessionId = await this.sessions.start(proven, 'api', agent);
    const refresh = randomBytes(32).toString('base64url');
    await this.database.query(ADD, [sessionId, hashOf(refresh)]);
    return this.pair(refresh, { session_id: sessionId, user_id: proven.id });
  }

  /**
   * Exchanges a refresh token. Requests that arrived (by `performance.now()`) before the first was answered get the same
   * pair; any later use is a theft: it throws `not_authenticated` and the whole family ends.
   */
  async refresh(token: string, arrivedAt = performance.now()): Promise<Issued> {
    if (!REFRESH_TOKEN.test(token)) throw refused();
    const key = hashOf(token).toString('base64');
    const shared = this.exchanges.of(key, arrivedAt);
    if (!shared) return this.exchanges.begin(key, this.exchange(token, arrivedAt));
    if (!shared.late) return shared.issued;
    await this.endFamilyOf(await this.became(token));
    throw refused();
  }

  /** Signs out the device whose refresh token this is, of either kind, used or not. Says nothing about tokens that are none. */
  async revoke(token: string): Promise<void> {
    if (!REFRESH_TOKEN.test(token) && !isLasting(token)) return;
    const [family] = await this.database.query<{ session_id: number }[]>(FAMILY, [hashOf(token)]);
    if (family) await this.sessions.endFamily(family.session_id, 'signed_out');
  }

  /** Whether this is the refresh token that the device has just now. Looking does not use it. */
  async isCurrent(token: string, sessionId: number): Promise<boolean> {
    if (!REFRESH_TOKEN.test(token)) return false;
    const found = await this.database.query<unknown[]>(CURRENT, [hashOf(token), sessionId]);
    return found.length > 0;
  }

  /** Until when the device can get new tokens, in ms since 1970; null when it cannot any more. */
  async lastUntil(sessionId: number): Promise<number | null> {
    const [row] = await this.database.query<{ expires_at: Date }[]>(LASTS_UNTIL, [sessionId]);
    return row?.expires_at.getTime() ?? null;
  }

  private async exchange(token: string, arrivedAt: number): Promise<Issued> {
    const successor = this.derive(token, 'successor');
    const [used] = await this.database.query<Used[]>(EXCHANGE, [hashOf(token), hashOf(successor)]);
    if (used) {
      await untilTheOthersAreHere();
      await this.database.query(ANSWERED, [hashOf(token)]);
      return this.pair(successor, used);
    }
    const became = await this.became(token);
    if (!became || became.used_ms_ago > performance.now() - arrivedAt) {
      await this.endFamilyOf(became);
      throw refused();
    }
    // Another instance exchanged it, and had not answered yet when this request came.
    await untilTheOthersAreHere();
    return this.pair(successor, became);
  }

  private async became(token: string): Promise<(Used & { used_ms_ago: number }) | undefined> {
    const hashes = [hashOf(token), hashOf(this.derive(token, 'successor'))];
    const [row] = await this.database.query<(Used & { used_ms_ago: number })[]>(BECAME, hashes);
    return row;
  }

  private async endFamilyOf(used: Used | undefined): Promise<void> {
    if (!used) return;
    this.logger.warn({ user_id: used.user_id, session_id: used.session_id }, 'Refresh token used twice');
    await this.sessions.endFamily(used.session_id, 'token_reused');
  }

  private pair(refresh: string, { session_id, user_id, issued }: Omit<Used, 'issued'> & { issued?: number }): Issued {
    const access = this.access.sign(user_id, session_id, this.derive(refresh, 'jti').slice(0, 22), issued);
    return { access, refresh, session_id };
  }

  private derive(token: string, purpose: string): string {
    return createHmac('sha256', this.key).update(`${purpose} ${token}`).digest('base64url');
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
