import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { msOf } from '../database/ms-of.js';
import { preparedQuery } from '../database/prepared-query.js';
import type { Visibility } from '../shared/group-payloads.js';
import type { Role } from '../shared/roles.js';
import type { ChannelRow, ServerOfMember } from '../shared/server-payloads.js';
import { mutedMs, mutedUntilOf } from './muting.js';
import { unreadOf } from './unread.sql.js';

/** Where a server's icon or banner is fetched. The hash makes it another address whenever it changes. */
export const serverPictureUrl = (
  serverId: number,
  hash: string | null,
  picture: 'icon' | 'banner' = 'icon',
): string | null => (hash === null ? null : `/server/${serverId}/${picture}/${hash}`);

type Row = [
  user_id: number,
  id: number,
  name: string,
  description: string,
  category: string,
  icon_hash: string | null,
  banner_hash: string | null,
  visibility: Visibility,
  member_count: number,
  role: Role,
  muted_ms: number | null,
];

type ChannelOfMember = [
  user_id: number,
  server_id: number,
  chat_id: number,
  name: string,
  topic: string,
  last_text: string,
  last_seq: number,
  unread: number,
  mentions: number,
  muted_ms: number | null,
  last_ms: number,
];

const serversWhere = (condition: string) => `
SELECT m.user_id, g.chat_id, g.name, g.description, s.category, g.icon_hash, s.banner_hash, g.visibility,
  g.member_count, m.role, ${mutedMs('m')}
FROM memberships m JOIN servers s ON s.chat_id = m.chat_id JOIN groups g ON g.chat_id = s.chat_id
WHERE ${condition} ORDER BY m.joined_at, g.chat_id`;

/** In the order of their places. Mentions are looked up only where something is unread. */
const channelsWhere = (condition: string) => `
SELECT user_id, server_id, chat_id, name, topic, last_text, last_seq, unread,
  CASE WHEN unread > 0 THEN (
    SELECT count(*) FROM mentions x WHERE x.user_id = mine.user_id AND x.chat_id = mine.chat_id AND x.seq > mine.read_up_to
  ) ELSE 0 END, muted_ms, last_ms
FROM (
  SELECT m.user_id, ch.server_id, ch.chat_id, ch.name, ch.topic, ch.place, c.last_text, c.last_seq, m.read_up_to,
    ${unreadOf('m', 'c')} AS unread, ${mutedMs('m', 'sm')} AS muted_ms,
    ${msOf('c.last_time')} AS last_ms
  FROM channels ch JOIN chats c ON c.id = ch.chat_id JOIN memberships m ON m.chat_id = ch.chat_id
  LEFT JOIN memberships sm ON sm.chat_id = ch.server_id AND sm.user_id = m.user_id
  WHERE ${condition}
) mine ORDER BY place, chat_id`;

/** The server that is, or has, the chat $2. */
const ONE = '(SELECT coalesce((SELECT server_id FROM channels WHERE chat_id = $2), $2::int))';
const OF_PERSON = serversWhere('m.user_id = $1');
const CHANNELS_OF_PERSON = channelsWhere('m.user_id = $1');
const OF_PEOPLE = serversWhere(`m.user_id = ANY($1::int[]) AND s.chat_id = ${ONE}`);
const CHANNELS_OF_PEOPLE = channelsWhere(`m.user_id = ANY($1::int[]) AND ch.server_id = ${ONE}`);

/** The servers of people, with all channels and what is unread there: two queries, however many there are. */
@Injectable()
export class ServerList {
  constructor(private readonly database: DataSource) {}

  /** All servers of a person, the one that was joined first at the top. */
  async of(actor: Actor): Promise<ServerOfMember[]> {
    const [rows, channels] = await Promise.all([
      preparedQuery<Row>(this.database, 'server-list', OF_PERSON, [actor.id]),
      preparedQuery<ChannelOfMember>(this.database, 'server-list-channels', CHANNELS_OF_PERSON, [actor.id]),
    ]);
    return present(rows, channels);
  }

  /** Null for whoever is no member of it. */
  async rowFor(userId: number, serverId: number): Promise<ServerOfMember | null> {
    const server = (await this.rowsFor([userId], serverId)).get(userId);
    return server?.id === serverId ? server : null;
  }

  /** The server with this id, or with this channel, as each of these people sees it, without those who are no members. */
  async rowsFor(userIds: number[], chatId: number): Promise<Map<number, ServerOfMember>> {
    const values = [userIds, chatId];
    const [rows, channels] = await Promise.all([
      preparedQuery<Row>(this.database, 'server-list-rows', OF_PEOPLE, values),
      preparedQuery<ChannelOfMember>(this.database, 'server-list-rows-channels', CHANNELS_OF_PEOPLE, values),
    ]);
    return new Map(present(rows, channels).map((server, index) => [rows[index]![0], server]));
  }
}

function present(rows: Row[], channels: ChannelOfMember[]): ServerOfMember[] {
  const byServer = new Map<string, ChannelRow[]>(rows.map(([userId, id]) => [`${userId}.${id}`, []]));
  for (const row of channels) byServer.get(`${row[0]}.${row[1]}`)?.push(presentChannel(row));
  return rows.map((row) => ({
    id: row[1],
    name: row[2],
    description: row[3],
    category: row[4],
    icon: serverPictureUrl(row[1], row[5]),
    banner: serverPictureUrl(row[1], row[6], 'banner'),
    joined: true,
    num_members: row[8],
    visibility: row[7],
    role: row[9],
    muted_until: mutedUntilOf(row[10]),
    channels: byServer.get(`${row[0]}.${row[1]}`)!,
  }));
}

const presentChannel = (row: ChannelOfMember): ChannelRow => ({
  id: row[2],
  chat_id: row[2],
  name: row[3],
  topic: row[4],
  lastMessage: row[5],
  last_seq: row[6],
  unread: row[7],
  mentions: row[8],
  muted_until: mutedUntilOf(row[9]),
  time: new Date(row[10]).toISOString(),
});
