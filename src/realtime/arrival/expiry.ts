import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Tokens } from '../../auth/tokens/tokens.service.js';
import type { Connection } from '../connection.js';
import { SocketTimes } from '../socket-times.js';

type Signed = Pick<Connection, 'actor' | 'endSession'>;

/** Until it is known what becomes of it. */
const BEING_LOOKED_AT = Infinity;

/**
 * Ends a socket when its token has been over for the grace period, no fresh one came (contract section 4), and its browser
 * did not bring a refresh token with which it can have one.
 */
@Injectable()
export class Expiry implements OnModuleDestroy {
  private readonly logger = new Logger('Sockets');
  /** When to look at each: by the clock, in ms. A timer for each of thousands would need six times as much memory. */
  private readonly due = new Map<Signed, number>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly times: SocketTimes,
    private readonly tokens: Tokens,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.sweeping);
  }

  /** For the token that the connection has now, in place of the one before; a session cookie has no end. */
  watch(connection: Signed): void {
    const { expires_at } = connection.actor;
    if (expires_at === undefined) return this.forget(connection);
    this.due.set(connection, expires_at + this.times.tokenGrace);
    this.sweeping ??= setInterval(() => this.sweep(), this.times.sweep).unref();
  }

  /** Safe to call twice. */
  forget(connection: Signed): void {
    this.due.delete(connection);
  }

  private sweep(): void {
    const now = Date.now();
    for (const [connection, time] of this.due) if (time <= now) void this.look(connection);
  }

  /** Never rejects. */
  private async look(connection: Signed): Promise<void> {
    this.due.set(connection, BEING_LOOKED_AT);
    const { refreshes, session_id } = connection.actor;
    const again = refreshes ? await this.lookAgainAt(session_id) : null;
    // A fresh token may have come meanwhile, or the socket have closed.
    if (this.due.get(connection) !== BEING_LOOKED_AT) return;
    if (again !== null) return void this.due.set(connection, again);
    this.forget(connection);
    connection.endSession('expired');
  }

  /** When to look again at a device that keeps its refresh token in a cookie; null when that is no good any more. */
  private async lookAgainAt(sessionId: number): Promise<number | null> {
    const { tokenGrace, refreshLook } = this.times;
    const later = Date.now() + refreshLook;
    try {
      const until = await this.tokens.lastUntil(sessionId);
      return until && Math.min(until + tokenGrace, later);
    } catch (error) {
      // An outage of the database is no reason to send everybody away.
      this.logger.warn({ err: error, session_id: sessionId }, 'Whether a device is still signed in could not be read');
      return later;
    }
  }
}
