import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { AppError, notFound } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LIMITS } from '../shared/limits.js';
import type { People, Person } from '../shared/payloads.js';
import { personOf, type UserRow } from './user.presenter.js';
import type { BlockedQuery } from './users.dto.js';
import { ABOUT, BLOCKED, KNOWN } from './users.sql.js';
import { UNSEEN } from './visible-presence.js';

/** Whom a person does not want to hear from. The blocked one is not told: for them the blocker is an unknown user. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  async block(actor: Actor, userId: number): Promise<void> {
    await this.demandOther(actor, userId, 'You cannot block yourself.');
    await this.database.query('INSERT INTO blocks (blocker_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      actor.id,
      userId,
    ]);
    this.events.publish('person blocked', { blocker_id: actor.id, blocked_id: userId });
  }

  /** Also where there was no block, so that the answer says nothing about who exists. */
  async unblock(actor: Actor, userId: number): Promise<void> {
    await this.database.query('DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2', [actor.id, userId]);
    this.events.publish('person unblocked', { blocker_id: actor.id, blocked_id: userId });
  }

  /** Somebody the caller knows, and whether the caller blocks them. Throws `not_found`, for oneself too. */
  async personOf(actor: Actor, userId: number): Promise<Person & { blocked: boolean }> {
    const [row] = await this.database.query<(UserRow & { blocked: boolean })[]>(ABOUT, [actor.id, userId]);
    if (!row) throw notFound('person');
    return { ...personOf(row, UNSEEN), blocked: row.blocked };
  }

  /** Whom the caller blocks; nobody sees of them whether they are here. */
  async list(actor: Actor, { cursor = 0, limit = LIMITS.pageDefault }: BlockedQuery = {}): Promise<People> {
    const rows = await this.database.query<UserRow[]>(BLOCKED, [actor.id, cursor, limit + 1]);
    const results = rows.slice(0, limit).map((row) => personOf(row, UNSEEN));
    const last = results.at(-1);
    return { results, next: rows.length > limit && last ? String(last.id) : null };
  }

  async report(actor: Actor, userId: number, reason: string): Promise<void> {
    await this.demandOther(actor, userId, 'You cannot report yourself.');
    await this.database.query('INSERT INTO reports (reporter_id, reported_id, reason) VALUES ($1, $2, $3)', [
      actor.id,
      userId,
      reason,
    ]);
  }

  private async demandOther(actor: Actor, userId: number, sentence: string): Promise<void> {
    if (userId === actor.id) throw new AppError('invalid_input', sentence);
    const [known] = await this.database.query(KNOWN, [actor.id, userId]);
    if (!known) throw notFound('person');
  }
}
