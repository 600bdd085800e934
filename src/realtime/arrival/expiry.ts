import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Tokens } from '../../auth/tokens/tokens.service.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { SocketTimes } from '../socket-times.js';

/** Until it is known what becomes of it. */
const BEING_LOOKED_AT = Infinity;

/**
 * Ends a socket when its token has been over for the grace period, no fresh one came (contract section 4), and its browser
 * did not bring a refresh token with which it can have one. A timer for each of thousands would need much memory, so all
 * are looked through every second.
 */
@Injectable()
export class Expiry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Sockets');
  /** When to look again at those whose token is over: by the clock, in ms. A fresh token is another actor. */
  private readonly later = new WeakMap<Actor, number>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly times: SocketTimes,
    private readonly tokens: Tokens,
    private readonly connections: Connections,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = setInterval(() => this.sweep(), this.times.sweep).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeping);
  }

  private sweep(): void {
    const now = Date.now();
    const due: Connection[] = [];
    this.connections.forEach((connection) => {
      if (this.dueOf(connection.actor) <= now) due.push(connection);
    });
    for (const connection of due) void this.look(connection);
  }

  /** A session cookie has no end. */
  private dueOf(actor: Actor): number {
    return this.later.get(actor) ?? (actor.expires_at ?? Infinity) + this.times.tokenGrace;
  }

  /** Never rejects. */
  private async look(connection: Connection): Promise<void> {
    const { actor } = connection;
    this.later.set(actor, BEING_LOOKED_AT);
    const again = actor.refreshes ? await this.lookAgainAt(actor.session_id) : null;
    // A fresh token may have come meanwhile, or the socket have closed.
    if (connection.actor !== actor || !this.connections.has(connection)) return;
    if (again !== null) this.later.set(actor, again);
    else connection.endSession('expired');
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
