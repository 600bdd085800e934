import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { notFound } from '../errors/app-error.js';
import type { Role } from '../shared/roles.js';
import type { ChatKind } from './chat.entity.js';

/** A chat as one of its members has it. */
export interface ChatOfMember {
  chat_id: number;
  kind: ChatKind;
  role: Role;
  last_seq: number;
  read_up_to: number;
  unread: number;
  /** The other one of a private chat. */
  peer: { id: number; username: string } | null;
}

const CHAT_OF_MEMBER = `
SELECT m.chat_id, c.kind, m.role, c.last_seq, m.read_up_to,
  c.last_seq - m.read_up_to - m.sent_since_read AS unread, u.id AS peer_id, u.username AS peer_username
FROM memberships m
JOIN chats c ON c.id = m.chat_id
LEFT JOIN private_chats p ON p.chat_id = m.chat_id
LEFT JOIN users u ON u.id = p.low_id + p.high_id - m.user_id
WHERE m.chat_id = $1 AND m.user_id = $2`;

/** The only door to a chat. It opens by membership, so a stranger cannot tell a foreign chat from none. */
@Injectable()
export class ChatFinder {
  constructor(private readonly database: DataSource) {}

  /** The caller's membership of the chat, or `not_found`. */
  async membershipOf(actor: Actor, chatId: number): Promise<ChatOfMember> {
    const [row] = await this.database.query(CHAT_OF_MEMBER, [chatId, actor.id]);
    if (!row) throw notFound('chat');
    const { peer_id, peer_username, ...chat } = row;
    return { ...chat, peer: peer_id && { id: peer_id, username: peer_username } };
  }

  /** Every chat of a person: what a connection of theirs listens to. */
  async idsOf(userId: number): Promise<number[]> {
    const rows: { chat_id: number }[] = await this.database.query(
      'SELECT chat_id FROM memberships WHERE user_id = $1',
      [userId],
    );
    return rows.map(({ chat_id }) => chat_id);
  }
}
