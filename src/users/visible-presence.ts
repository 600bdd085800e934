import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';

export interface Seen {
  is_online: boolean | null;
  lastseen: string | null;
}

export const UNSEEN: Seen = { is_online: null, lastseen: null };

/**
 * Who shares a chat with the caller while both show their presence and neither blocks the other. A clock that was set
 * back leaves times behind that are still to come: they are kept, and shown as now.
 */
const VISIBLE = `
  SELECT u.id, CASE WHEN u.lastseen > now() THEN now() ELSE u.lastseen END AS lastseen
  FROM users u JOIN users me ON me.id = $1
  WHERE u.id = ANY($2::int[]) AND u.lastseen_visible AND me.lastseen_visible
    AND u.id IN (
      SELECT theirs.user_id
      FROM memberships mine JOIN memberships theirs ON theirs.chat_id = mine.chat_id
      WHERE mine.user_id = $1 AND theirs.user_id = ANY($2::int[]))
    AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = $1 AND blocked_id = u.id)
    AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = u.id AND blocked_id = $1)`;

/** The one place that decides who sees whether somebody is here, and since when not. */
@Injectable()
export class VisiblePresence {
  constructor(
    private readonly database: DataSource,
    private readonly presence: PresenceService,
  ) {}

  /** Has an entry for each of these people; both fields are null where the caller may not know. */
  async of(actor: Actor, userIds: number[]): Promise<Map<number, Seen>> {
    const seen = new Map(userIds.map((userId) => [userId, UNSEEN]));
    if (userIds.length === 0) return seen;
    const visible: { id: number; lastseen: Date | null }[] = await this.database.query(VISIBLE, [actor.id, userIds]);
    const online = this.presence.isOnline(visible.map(({ id }) => id));
    for (const { id, lastseen } of visible) {
      seen.set(id, { is_online: online.has(id), lastseen: lastseen?.toISOString() ?? null });
    }
    return seen;
  }
}
