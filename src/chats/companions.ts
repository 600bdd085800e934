import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LIMITS } from '../shared/limits.js';
import type { RoomUser } from '../shared/payloads.js';
import type { ChatKind } from './chat.entity.js';

/** A chat in which somebody may be seen coming and going. */
export interface Meeting {
  user_id: number;
  chat_id: number;
  kind: ChatKind;
}

const MEETINGS = `
SELECT m.user_id, m.chat_id, c.kind
FROM memberships m JOIN chats c ON c.id = m.chat_id
WHERE m.user_id = ANY($1::int[]) AND c.kind <> 'server' AND (c.kind = 'private' OR
  (SELECT count(*) FROM (SELECT FROM memberships o WHERE o.chat_id = c.id LIMIT $2 + 1) members) <= $2)`;

const OTHERS = `
SELECT u.id AS user_id, u.username
FROM memberships me JOIN memberships m ON m.chat_id = me.chat_id JOIN users u ON u.id = m.user_id
WHERE me.chat_id = $1 AND me.user_id = $2 AND m.user_id <> $2`;

/** Who shares a chat with somebody: the audience of presence. */
@Injectable()
export class Companions {
  constructor(private readonly database: DataSource) {}

  /** The chats of these people, without those that have too many members to tell everyone of everyone. */
  meetingsOf(userIds: number[]): Promise<Meeting[]> {
    return this.database.query(MEETINGS, [userIds, LIMITS.presenceMembers]);
  }

  /** Everybody else in a chat of this person; nobody where they are no member. */
  othersIn(chatId: number, userId: number): Promise<RoomUser[]> {
    return this.database.query(OTHERS, [chatId, userId]);
  }
}
