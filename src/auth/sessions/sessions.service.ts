import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { notAuthenticated, notFound } from '../../errors/app-error.js';
import { EventBus } from '../../events/event-bus.js';
import type { SessionEnd } from '../../shared/events.js';
import type { Device } from '../../shared/payloads.js';
import type { Proven } from '../credentials.js';
import { OUTLIVED } from './live-sessions.js';

const DEVICES_SHOWN = 200;

export interface Ended {
  id: number;
  user_id: number;
}

interface Row {
  id: number;
  kind: 'web' | 'api';
  created: Date;
  last_active: Date;
  agent: string;
}

/** The devices a person is signed in with. Every end is a fact, heard by whoever holds connections of that device. */
@Injectable()
export class Sessions {
  private readonly logger = new Logger('Security');

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  /**
   * Signs a device in, with the very password that was checked: a change of password meanwhile, which ends all other
   * devices, must not be outrun by a sign-in with the old one.
   */
  async start({ id, password_hash }: Proven, kind: 'web' | 'api', agent = ''): Promise<number> {
    const [row] = await this.database.query<{ id: number }[]>(
      `INSERT INTO sessions (user_id, kind, agent)
       SELECT id, $3, $4 FROM users WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR SHARE
       RETURNING id`,
      [id, password_hash, kind, lineOf(agent)],
    );
    if (!row) throw notAuthenticated('The password has just been changed. Sign in again.');
    this.logger.log({ user_id: id, session_id: row.id, kind }, 'Signed in');
    return row.id;
  }

  async list(actor: Actor): Promise<Device[]> {
    const rows = await this.database.query<Row[]>(
      `SELECT id, kind, created, last_active, agent FROM sessions s
       WHERE user_id = $1 AND ended_at IS NULL AND NOT (${OUTLIVED})
       ORDER BY id = $2 DESC, last_active DESC, id DESC LIMIT ${DEVICES_SHOWN}`,
      [actor.id, actor.session_id],
    );
    return rows.map(({ id, kind, created, last_active, agent }) => ({
      id,
      kind,
      created: created.toISOString(),
      last_active: last_active.toISOString(),
      agent,
      current: id === actor.session_id,
    }));
  }

  /** Signs out the device that is calling. */
  async endCurrent(actor: Actor): Promise<void> {
    await this.end('id = $1', [actor.session_id], 'signed_out');
  }

  /** Signs out one device of the caller's, or throws `not_found`. */
  async endOne(actor: Actor, sessionId: number): Promise<void> {
    const ended = await this.end('id = $1 AND user_id = $2', [sessionId, actor.id], 'signed_out');
    if (!ended.length) throw notFound('device');
  }

  async endOthers(actor: Actor): Promise<void> {
    await this.end(OTHERS, [actor.id, actor.session_id], 'signed_out');
  }

  async endAllOf(userId: number, reason: SessionEnd): Promise<void> {
    await this.end('user_id = $1', [userId], reason);
  }

  /** Ends a device by its id alone, whoever asks: for those who hold its refresh token. */
  async endFamily(sessionId: number, reason: SessionEnd): Promise<void> {
    await this.end('id = $1', [sessionId], reason);
  }

  /** The same inside a transaction; whoever commits it says so afterwards with `announce`. */
  endOthersWithin(tx: EntityManager, actor: Actor): Promise<Ended[]> {
    return mark(tx, OTHERS, [actor.id, actor.session_id]);
  }

  endAllWithin(tx: EntityManager, userId: number): Promise<Ended[]> {
    return mark(tx, 'user_id = $1', [userId]);
  }

  announce(ended: Ended[], reason: SessionEnd): void {
    for (const { id, user_id } of ended) {
      this.logger.log({ user_id, session_id: id, reason }, 'Session ended');
      this.events.publish('session ended', { session_id: id, user_id, reason });
    }
  }

  private async end(which: string, values: number[], reason: SessionEnd): Promise<Ended[]> {
    const ended = await mark(this.database.manager, which, values);
    this.announce(ended, reason);
    return ended;
  }
}

const OTHERS = 'user_id = $1 AND id <> $2';

async function mark(tx: EntityManager, which: string, values: number[]): Promise<Ended[]> {
  const [ended] = await tx.query<[Ended[], number]>(
    `UPDATE sessions SET ended_at = now() WHERE ${which} AND ended_at IS NULL RETURNING id, user_id`,
    values,
  );
  return ended;
}

const lineOf = (agent: string): string => agent.replace(/[^\x20-\x7e]/g, '').slice(0, 200);
