import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import type { Person } from '../shared/payloads.js';
import { personOf, type UserRow } from './user.presenter.js';
import { UNSEEN, VisiblePresence } from './visible-presence.js';

/** Whoever blocks the caller keeps their name, which stands beside what they said, but shows no picture. */
const FACES = `
SELECT u.id, u.username, u.display_name,
  CASE WHEN NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $1) THEN u.avatar_hash END
    AS avatar_hash
FROM users u WHERE u.id = ANY($2::int[])`;

/** How those look whose messages the caller sees anyway: other members, and who was one. */
@Injectable()
export class Faces {
  constructor(
    private readonly database: DataSource,
    private readonly presence: VisiblePresence,
  ) {}

  async of(actor: Actor, userIds: number[]): Promise<Map<number, Person>> {
    if (!userIds.length) return new Map();
    const [rows, seen] = await Promise.all([
      this.database.query<UserRow[]>(FACES, [actor.id, userIds]),
      this.presence.of(actor, userIds),
    ]);
    return new Map(rows.map((row) => [row.id, personOf(row, seen.get(row.id) ?? UNSEEN)]));
  }
}
