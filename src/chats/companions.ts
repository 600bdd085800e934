import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LIMITS } from '../shared/limits.js';
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
WHERE m.user_id = ANY($1::int[]) AND (c.kind = 'private' OR
  (SELECT count(*) FROM (SELECT FROM memberships o WHERE o.chat_id = c.id LIMIT $2 + 1) members) <= $2)`;

/** Who shares a chat with somebody: the audience of presence. */
@Injectable()
export class Companions {
  constructor(private readonly database: DataSource) {}

  /** The chats of these people, without those that have too many members to tell everyone of everyone. */
  meetingsOf(userIds: number[]): Promise<Meeting[]> {
    return this.database.query(MEETINGS, [userIds, LIMITS.presenceMembers]);
  }
}
