import { Injectable } from '@nestjs/common';
import { Authenticator } from '../../auth/authenticator.js';
import { notAuthenticated } from '../../errors/app-error.js';
import { CLOSE } from '../../shared/frames.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { Arrivals } from './arrivals.js';

/** A fresh token on an open socket (contract section 4). */
@Injectable()
export class Renewal {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly connections: Connections,
    private readonly arrivals: Arrivals,
  ) {}

  /** Throws `not_authenticated` for a token that is no good; somebody else's ends the connection as well. */
  async renew(connection: Connection, token: string): Promise<void> {
    const arrival = this.arrivals.begin();
    try {
      const actor = await this.authenticator.ofToken(token);
      if (!actor || arrival.hasEnded(actor.session_id))
        throw notAuthenticated('This token is not valid. Sign in again.');
      if (actor.id !== connection.actor.id) {
        connection.close(CLOSE.notAuthenticated, 'This token is of somebody else.');
        throw notAuthenticated('This token is of somebody else.');
      }
      const { session_id, refreshes } = connection.actor;
      const sameDevice = refreshes && session_id === actor.session_id;
      this.connections.renew(connection, { ...actor, ...(sameDevice && { refreshes }) });
    } finally {
      arrival.over();
    }
  }
}
