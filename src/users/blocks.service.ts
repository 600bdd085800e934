import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { AppError, notFound } from '../errors/app-error.js';
import { KNOWN } from './users.sql.js';

/** Whom a person does not want to hear from. The blocked one is not told: for them the blocker is an unknown user. */
@Injectable()
export class BlocksService {
  constructor(private readonly database: DataSource) {}

  async block(actor: Actor, userId: number): Promise<void> {
    await this.demandOther(actor, userId, 'You cannot block yourself.');
    await this.database.query('INSERT INTO blocks (blocker_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      actor.id,
      userId,
    ]);
  }

  /** Also where there was no block, so that the answer says nothing about who exists. */
  async unblock(actor: Actor, userId: number): Promise<void> {
    await this.database.query('DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2', [actor.id, userId]);
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
