import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';

const SHARED = `
SELECT FROM memberships mine JOIN memberships theirs ON theirs.chat_id = mine.chat_id
WHERE mine.chat_id = $1 AND mine.user_id = $2 AND theirs.user_id = $3`;

const OF_CHATS = `
SELECT mine.chat_id, ARRAY(
  SELECT m.user_id FROM memberships m WHERE m.chat_id = mine.chat_id ORDER BY m.user_id LIMIT $3) AS user_ids
FROM memberships mine WHERE mine.user_id = $1 AND mine.chat_id = ANY($2::int[])`;

/** Who else is in the caller's chats, by id. */
@Injectable()
export class ChatMembers {
  constructor(private readonly database: DataSource) {}

  /** Whether both are in it. */
  async isWith(actor: Actor, chatId: number, userId: number): Promise<boolean> {
    return (await this.database.query<unknown[]>(SHARED, [chatId, actor.id, userId])).length > 0;
  }

  /** Of each of these chats that is the caller's, so many at most. */
  async of(actor: Actor, chatIds: number[], most: number): Promise<Map<number, number[]>> {
    const rows: { chat_id: number; user_ids: number[] }[] = await this.database.query(OF_CHATS, [
      actor.id,
      chatIds,
      most,
    ]);
    return new Map(rows.map(({ chat_id, user_ids }) => [chat_id, user_ids]));
  }
}
