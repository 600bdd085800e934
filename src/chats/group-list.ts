import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { msOf } from '../database/ms-of.js';
import { preparedQuery } from '../database/prepared-query.js';
import type { GroupRow, Visibility } from '../shared/group-payloads.js';
import { LIMITS } from '../shared/limits.js';
import type { Role } from '../shared/roles.js';
import { groupIconUrl } from './group-state.js';
import { cursorOf, type ListPage, type ListQuery, placeOf } from './list-cursor.js';
import { mutedMs, mutedUntilOf } from './muting.js';
import { unreadOf } from './unread.sql.js';

type Row = [
  id: number,
  name: string,
  icon_hash: string | null,
  visibility: Visibility,
  role: Role,
  member_count: number,
  last_text: string,
  last_sender_id: number | null,
  last_sender_name: string | null,
  last_seq: number,
  unread: number,
  mentions: number,
  muted_ms: number | null,
  last_ms: number,
  user_id: number,
];

/** As the list of private chats. Mentions are looked up only in groups where something is unread. */
const rowsWhere = (condition: string) => `
SELECT id, name, icon_hash, visibility, role, member_count, last_text, last_sender_id, last_sender_name, last_seq, unread,
  CASE WHEN unread > 0 THEN (
    SELECT count(*) FROM mentions x WHERE x.user_id = page.user_id AND x.chat_id = page.id AND x.seq > page.read_up_to
  ) ELSE 0 END, muted_ms, last_ms, user_id
FROM (
  SELECT c.id, g.name, g.icon_hash, g.visibility, mine.role, g.member_count, c.last_text, c.last_sender_id,
    u.username AS last_sender_name, c.last_seq, ${unreadOf('mine', 'c')} AS unread,
    mine.user_id, mine.read_up_to, ${mutedMs('mine')} AS muted_ms, ${msOf('c.last_time')} AS last_ms
  FROM memberships mine
  JOIN chats c ON c.id = mine.chat_id AND c.kind = 'group'
  JOIN groups g ON g.chat_id = c.id
  LEFT JOIN users u ON u.id = c.last_sender_id
  WHERE ${condition}
  ORDER BY c.last_time DESC, c.id DESC`;

const PAGE = `${rowsWhere('mine.user_id = $1 AND ($2::timestamptz IS NULL OR (c.last_time, c.id) < ($2, $3))')} LIMIT $4) page`;
const ONE = `${rowsWhere('mine.user_id = ANY($1::int[]) AND mine.chat_id = $2')}) page`;
const BESIDES = `${rowsWhere('mine.user_id = $1 AND c.id <> ALL($2::int[])')} LIMIT $3) page`;

/** The groups of a person, newest first, with last message, unread and mentions: one query. */
@Injectable()
export class GroupList {
  constructor(private readonly database: DataSource) {}

  async of(actor: Actor, { limit = LIMITS.wholeList, cursor }: ListQuery = {}): Promise<ListPage<GroupRow>> {
    const rows = await preparedQuery<Row>(this.database, 'group-list', PAGE, [actor.id, ...placeOf(cursor), limit + 1]);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { rows: shown.map(present), next: last ? cursorOf(last[13], last[0]) : null };
  }

  /** One row as this person sees it, or null when they are no member of it. */
  async rowFor(userId: number, chatId: number): Promise<GroupRow | null> {
    return (await this.rowsFor([userId], chatId)).get(userId) ?? null;
  }

  /** The row as each of these people sees it, without those who are no members. */
  async rowsFor(userIds: number[], chatId: number): Promise<Map<number, GroupRow>> {
    const rows = await preparedQuery<Row>(this.database, 'group-list-row', ONE, [userIds, chatId]);
    return new Map(rows.map((row) => [row[14], present(row)]));
  }

  /** The newest groups of the caller that are none of these. */
  async besides(actor: Actor, chatIds: number[], limit: number): Promise<GroupRow[]> {
    const rows = await preparedQuery<Row>(this.database, 'group-list-besides', BESIDES, [actor.id, chatIds, limit]);
    return rows.map(present);
  }
}

const present = (row: Row): GroupRow => ({
  id: row[0],
  kind: 'group',
  name: row[1],
  icon: groupIconUrl(row[0], row[2]),
  visibility: row[3],
  role: row[4],
  member_count: row[5],
  lastMessage: row[6],
  last_sender: row[7],
  last_sender_name: row[8],
  last_seq: row[9],
  unread: row[10],
  mentions: row[11],
  muted_until: mutedUntilOf(row[12]),
  time: new Date(row[13]).toISOString(),
});
