import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { preparedQuery } from '../database/prepared-query.js';
import { notFound } from '../errors/app-error.js';
import type { GroupState } from '../shared/group-payloads.js';
import type { ChannelState } from '../shared/server-payloads.js';
import type { Role } from '../shared/roles.js';
import type { ChatKind } from './chat.entity.js';
import { GROUP_COLUMNS, type GroupColumns, groupStateOf } from './group-state.js';
import { mutedMs, mutedUntilOf } from './muting.js';
import { unreadOf } from './unread.sql.js';

/** A chat as one of its members has it. */
export interface ChatOfMember {
  chat_id: number;
  kind: ChatKind;
  role: Role;
  last_seq: number;
  read_up_to: number;
  unread: number;
  /** How many unread messages name the caller. */
  mentions: number;
  muted_until: string | null;
  group: GroupState | null;
  channel: ChannelState | null;
  /** The other one of a private chat. */
  peer: { id: number; username: string } | null;
}

/** The same of a group. */
export type GroupOfMember = ChatOfMember & { group: GroupState };

type Row = Omit<ChatOfMember, 'kind' | 'peer' | 'group' | 'channel' | 'muted_until'> &
  Omit<GroupColumns, 'name'> & {
    kind: ChatKind | 'server';
    name: string | null;
    server_id: number | null;
    channel_name: string;
    topic: string;
    peer_id: number | null;
    peer_username: string;
    muted_ms: number | null;
  };

const CHAT_OF_MEMBER = `
SELECT m.chat_id, c.kind, c.last_seq, m.read_up_to,
  ${unreadOf('m', 'c')} AS unread, u.id AS peer_id, u.username AS peer_username,
  ${GROUP_COLUMNS}, ch.server_id, ch.name AS channel_name, ch.topic, ${mutedMs('m', 'sm')} AS muted_ms,
  (SELECT count(*) FROM mentions x WHERE x.user_id = m.user_id AND x.chat_id = m.chat_id AND x.seq > m.read_up_to) AS mentions
FROM memberships m
JOIN chats c ON c.id = m.chat_id
LEFT JOIN private_chats p ON p.chat_id = m.chat_id
LEFT JOIN groups g ON g.chat_id = m.chat_id
LEFT JOIN channels ch ON ch.chat_id = m.chat_id
LEFT JOIN memberships sm ON sm.chat_id = ch.server_id AND sm.user_id = m.user_id
LEFT JOIN users u ON u.id = p.low_id + p.high_id - m.user_id
WHERE m.chat_id = $1 AND m.user_id = $2`;

const HEADS = `
SELECT c.id, c.last_seq FROM memberships m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1`;

/** The only door to a chat. It opens by membership, so a stranger cannot tell a foreign chat from none. */
@Injectable()
export class ChatFinder {
  constructor(private readonly database: DataSource) {}

  /** The caller's membership of the chat, or `not_found`. */
  async membershipOf(actor: Actor, chatId: number): Promise<ChatOfMember> {
    const row = await this.find(actor, chatId);
    if (!row || row.kind === 'server') throw notFound('chat');
    return chatOf(row, row.kind);
  }

  /** The same where only a group will do. */
  async groupOf(actor: Actor, chatId: number): Promise<GroupOfMember> {
    const row = await this.find(actor, chatId);
    const chat = row?.kind === 'group' && chatOf(row, row.kind);
    if (!chat || !chat.group) throw notFound('group');
    return { ...chat, group: chat.group };
  }

  /** The caller's role in a server, or `not_found`. A server is no chat. */
  async serverOf(actor: Actor, serverId: number): Promise<{ role: Role }> {
    const row = await this.find(actor, serverId);
    if (row?.kind !== 'server') throw notFound('server');
    return { role: row.role };
  }

  /** Every chat and server of a person, with the newest `seq` of each: what a connection of theirs listens to. */
  async headsOf(userId: number): Promise<Map<number, number>> {
    return new Map(await preparedQuery<[chat_id: number, last_seq: number]>(this.database, 'heads', HEADS, [userId]));
  }

  private async find(actor: Actor, chatId: number): Promise<Row | undefined> {
    const [row] = await this.database.query<Row[]>(CHAT_OF_MEMBER, [chatId, actor.id]);
    return row;
  }
}

function chatOf(row: Row, kind: ChatKind): ChatOfMember {
  const { chat_id, role, last_seq, read_up_to, unread, mentions, server_id, channel_name, topic } = row;
  return {
    ...{ chat_id, kind, role, last_seq, read_up_to, unread, mentions },
    muted_until: mutedUntilOf(row.muted_ms),
    group: row.name === null ? null : groupStateOf(chat_id, { ...row, name: row.name }),
    channel: server_id === null ? null : { server_id, name: channel_name, topic },
    peer: row.peer_id === null ? null : { id: row.peer_id, username: row.peer_username },
  };
}
