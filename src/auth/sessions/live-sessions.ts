import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { EventBus } from '../../events/event-bus.js';

/** How long an answer is believed. On the instance where a session ends, the end is known at once. */
const BELIEVED_MS = 2000;

interface Known {
  at: number;
  actor: Promise<Actor | null>;
}

/** Who a device speaks for, for as long as it is signed in and its person is not disabled. */
@Injectable()
export class LiveSessions {
  /** In the order in which they were asked for. */
  private readonly known = new Map<number, Known>();

  constructor(
    private readonly database: DataSource,
    events: EventBus,
  ) {
    events.on('session ended', ({ session_id }) => void this.known.delete(session_id));
  }

  async actorOf(sessionId: number, userId: number): Promise<Actor | null> {
    const fresh = this.known.get(sessionId);
    const believed = fresh && isBelieved(fresh) ? fresh : this.ask(sessionId);
    const actor = await believed.actor;
    return actor?.id === userId ? actor : null;
  }

  private ask(sessionId: number): Known {
    for (const [id, known] of this.known) {
      if (isBelieved(known)) break;
      this.known.delete(id);
    }
    const asked = { at: performance.now(), actor: this.find(sessionId) };
    this.known.set(sessionId, asked);
    asked.actor.catch(() => this.known.delete(sessionId));
    return asked;
  }

  private async find(sessionId: number): Promise<Actor | null> {
    const [row] = await this.database.query<Actor[]>(
      `SELECT u.id, u.username, s.id AS session_id, s.kind, u.site_admin
       FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = $1 AND s.ended_at IS NULL AND u.disabled_at IS NULL AND NOT (${OUTLIVED})`,
      [sessionId],
    );
    return row ?? null;
  }
}

const isBelieved = ({ at }: Known): boolean => performance.now() - at < BELIEVED_MS;

/** A browser is signed out after a week without use and after a month in any case; an app by its refresh tokens. */
export const OUTLIVED = `s.kind = 'web' AND (s.last_active < now() - interval '7 days' OR s.created < now() - interval '30 days')`;
