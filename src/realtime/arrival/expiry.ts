import { Injectable, Logger } from '@nestjs/common';
import { Tokens } from '../../auth/tokens/tokens.service.js';
import type { Connection } from '../connection.js';
import { SocketTimes } from '../socket-times.js';

type Signed = Pick<Connection, 'actor' | 'endSession'>;

/**
 * Ends a socket when its token has been over for the grace period, no fresh one came (contract section 4), and its browser
 * did not bring a refresh token with which it can have one.
 */
@Injectable()
export class Expiry {
  private readonly logger = new Logger('Sockets');
  private readonly timers = new Map<Signed, NodeJS.Timeout>();

  constructor(
    private readonly times: SocketTimes,
    private readonly tokens: Tokens,
  ) {}

  /** For the token that the connection has now, in place of the one before; a session cookie has no end. */
  watch(connection: Signed): void {
    const { expires_at } = connection.actor;
    if (expires_at === undefined) this.forget(connection);
    else this.lookIn(connection, expires_at + this.times.tokenGrace - Date.now());
  }

  /** Safe to call twice. */
  forget(connection: Signed): void {
    clearTimeout(this.timers.get(connection));
    this.timers.delete(connection);
  }

  private lookIn(connection: Signed, ms: number): void {
    this.forget(connection);
    this.timers.set(connection, setTimeout(() => void this.look(connection), ms).unref());
  }

  /** Never rejects. */
  private async look(connection: Signed): Promise<void> {
    const timer = this.timers.get(connection);
    const { refreshes, session_id } = connection.actor;
    const wait = refreshes ? await this.waitFor(session_id) : null;
    // A fresh token may have come meanwhile, or the socket have closed.
    if (timer !== this.timers.get(connection)) return;
    if (wait === null) connection.endSession('expired');
    else this.lookIn(connection, wait);
  }

  /** When to look again at a device that keeps its refresh token in a cookie; null when that is no good any more. */
  private async waitFor(sessionId: number): Promise<number | null> {
    const { tokenGrace, refreshLook } = this.times;
    try {
      const until = await this.tokens.lastUntil(sessionId);
      return until && Math.min(until + tokenGrace - Date.now(), refreshLook);
    } catch (error) {
      // An outage of the database is no reason to send everybody away.
      this.logger.warn({ err: error, session_id: sessionId }, 'Whether a device is still signed in could not be read');
      return refreshLook;
    }
  }
}
