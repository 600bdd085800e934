import type { DataSource } from 'typeorm';
import { cursorOf, placeOf } from '../../chats/list-cursor.js';
import { z } from 'zod';
import { pageLimit } from '../../contract/fields.js';
import type { JoinRequests } from '../../shared/group-payloads.js';
import { LIMITS } from '../../shared/limits.js';
import { avatarUrl } from '../../users/avatar-url.js';
import { shownName } from '../../users/user.presenter.js';

export const PeoplePageQuery = z.object({ limit: pageLimit(), cursor: z.string().max(40).optional() });
export type PeoplePageQuery = z.infer<typeof PeoplePageQuery>;

/** In the API reference. */
export const MALFORMED = 'limit must be a positive whole number.';
export const PERSON = {
  user_id: 3,
  username: 'eve',
  display_name: 'Eve',
  avatar: null,
  time: '2025-07-04T01:11:52.800Z',
};

interface Row {
  id: number;
  username: string;
  display_name: string;
  avatar_hash: string | null;
  created_at: Date;
}

/** Those who stand in this table for the group $1, the oldest first. */
export const peopleOf = (table: 'bans' | 'join_requests'): string => `
SELECT u.id, u.username, u.display_name, u.avatar_hash, p.created_at
FROM ${table} p JOIN users u ON u.id = p.user_id
WHERE p.chat_id = $1 AND ($2::timestamptz IS NULL OR (p.created_at, p.user_id) > ($2, $3))
ORDER BY p.created_at, p.user_id LIMIT $4`;

export async function pageOfPeople(
  database: DataSource,
  statement: string,
  groupId: number,
  { limit = LIMITS.pageDefault, cursor }: PeoplePageQuery,
): Promise<JoinRequests> {
  const rows = await database.query<Row[]>(statement, [groupId, ...placeOf(cursor), limit + 1]);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { results: shown.map(present), next: last ? cursorOf(last.created_at.getTime(), last.id) : null };
}

const present = (row: Row): JoinRequests['results'][number] => ({
  user_id: row.id,
  username: row.username,
  display_name: shownName(row),
  avatar: avatarUrl(row.id, row.avatar_hash),
  time: row.created_at.toISOString(),
});
