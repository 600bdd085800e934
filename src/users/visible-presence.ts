import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';
import { type Seeable, Sightings } from './sightings.js';

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

/** The members of the chat $2 whom $1 may see. */
const VISIBLE_MEMBERS = `
  SELECT array_agg(u.id) FILTER (WHERE u.lastseen_visible
      AND u.id <> ALL (ARRAY(SELECT blocked_id FROM blocks WHERE blocker_id = $1))
      AND u.id <> ALL (ARRAY(SELECT blocker_id FROM blocks WHERE blocked_id = $1))) AS ids
  FROM users me
  JOIN memberships m ON m.chat_id = $2
  JOIN users u ON u.id = m.user_id
  WHERE me.id = $1 AND me.lastseen_visible`;

const PEOPLE = `
  SELECT id, username, lastseen_visible AS shows, CASE WHEN lastseen > now() THEN now() ELSE lastseen END AS lastseen
  FROM users WHERE id = ANY($1::int[])`;

const BLOCKS =
  'SELECT blocker_id, blocked_id FROM blocks WHERE blocker_id = ANY($1::int[]) OR blocked_id = ANY($1::int[])';

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

  /** How many members of a chat of the caller are here, as far as the caller may know; null for those who may know of nobody. */
  async countIn(actor: Actor, chatId: number): Promise<number | null> {
    return (await this.hereIn(actor, chatId))?.size ?? null;
  }

  /** Which of them are here. */
  async hereIn(actor: Actor, chatId: number): Promise<Set<number> | null> {
    const [{ ids } = { ids: null }] = await this.database.query<{ ids: number[] | null }[]>(VISIBLE_MEMBERS, [
      actor.id,
      chatId,
    ]);
    return ids && this.presence.isOnline(ids);
  }

  /** These people for whoever shares a chat with them: two queries, however many look. */
  async sightingsOf(userIds: number[]): Promise<Sightings> {
    const [people, blocks] = await Promise.all([
      this.database.query<(Omit<Seeable, 'lastseen'> & { lastseen: Date | null })[]>(PEOPLE, [userIds]),
      this.database.query<{ blocker_id: number; blocked_id: number }[]>(BLOCKS, [userIds]),
    ]);
    const online = this.presence.isOnline(userIds);
    const seeable = people.map((person) => ({
      ...person,
      is_online: online.has(person.id),
      lastseen: person.lastseen?.toISOString() ?? null,
    }));
    return new Sightings(new Map(seeable.map((person) => [person.id, person])), apartBy(blocks));
  }
}

function apartBy(blocks: { blocker_id: number; blocked_id: number }[]): Map<number, Set<number>> {
  const apart = new Map<number, Set<number>>();
  for (const { blocker_id, blocked_id } of blocks) {
    for (const [one, other] of [
      [blocker_id, blocked_id],
      [blocked_id, blocker_id],
    ] as const) {
      const known = apart.get(one);
      if (known) known.add(other);
      else apart.set(one, new Set([other]));
    }
  }
  return apart;
}
