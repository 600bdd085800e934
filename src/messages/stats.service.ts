import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { sentOf, unreadOf } from '../chats/unread.sql.js';
import type { Stats } from '../shared/payloads.js';

const FIGURES = `
SELECT count(*) AS total_conversations, coalesce(sum(${sentOf('m', 'c')}), 0)::bigint AS messages_sent,
  coalesce(sum(${unreadOf('m', 'c')}), 0)::bigint AS unread
FROM memberships m JOIN chats c ON c.id = m.chat_id
WHERE m.user_id = $1 AND c.kind <> 'server'`;

const MESSAGES = `
SELECT coalesce(sum(c.last_seq), 0)::bigint AS messages
FROM memberships m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1 AND c.kind <> 'server'`;

/** The three figures of the home page, from counters that the write path keeps. */
@Injectable()
export class StatsService {
  constructor(private readonly database: DataSource) {}

  async of(actor: Actor): Promise<Stats> {
    const [figures] = await this.database.query(FIGURES, [actor.id]);
    return figures;
  }

  /** Everything that was ever said in the chats of this person, by whomever. */
  async messagesSeenBy(actor: Actor): Promise<number> {
    const [{ messages }] = await this.database.query(MESSAGES, [actor.id]);
    return messages;
  }
}
