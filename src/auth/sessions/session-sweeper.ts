import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OUTLIVED } from './live-sessions.js';
import { type Ended, Sessions } from './sessions.service.js';

const EVERY_MS = 60 * 60 * 1000;
const AT_ONCE = 1000;

/** Devices nobody comes back to: a browser's past its time, an app whose last refresh token is over. */
const END_EXPIRED = `
  UPDATE sessions SET ended_at = now() WHERE id IN (
    SELECT s.id FROM sessions s WHERE s.ended_at IS NULL AND (
      ${OUTLIVED} OR s.kind = 'api' AND s.created < now() - interval '1 hour' AND NOT EXISTS (
        SELECT FROM refresh_tokens t WHERE t.session_id = s.id AND t.used_at IS NULL AND t.expires_at > now()))
    LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
  RETURNING id, user_id`;

const REMOVE_ENDED = `
  DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions WHERE ended_at < now() - interval '1 day' LIMIT ${AT_ONCE})`;

const REMOVE_TOKENS = `
  DELETE FROM refresh_tokens WHERE id IN (SELECT id FROM refresh_tokens WHERE expires_at < now() LIMIT ${AT_ONCE})`;

/** Once an hour, piece by piece: ten thousand apps leave forty thousand used tokens behind in that time. */
@Injectable()
export class SessionSweeper implements OnApplicationShutdown {
  private readonly logger = new Logger(SessionSweeper.name);
  private readonly timer = setInterval(() => void this.sweepQuietly(), EVERY_MS).unref();
  private stopping = false;

  constructor(
    private readonly database: DataSource,
    private readonly sessions: Sessions,
  ) {}

  async sweep(): Promise<void> {
    await this.repeat(() => this.endExpired());
    for (const statement of [REMOVE_ENDED, REMOVE_TOKENS]) await this.repeat(() => this.remove(statement));
  }

  onApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  private async sweepQuietly(): Promise<void> {
    await this.sweep().catch((error) => this.logger.warn({ err: error }, 'Expired devices could not be removed'));
  }

  private async endExpired(): Promise<number> {
    const [expired] = await this.database.query<[Ended[], number]>(END_EXPIRED);
    this.sessions.announce(expired, 'expired');
    return expired.length;
  }

  private async remove(statement: string): Promise<number> {
    const [, removed] = await this.database.query<[unknown, number]>(statement);
    return removed;
  }

  private async repeat(piece: () => Promise<number>): Promise<void> {
    for (let done = AT_ONCE; done === AT_ONCE && !this.stopping;) done = await piece();
  }
}
