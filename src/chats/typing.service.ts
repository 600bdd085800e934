import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { notFound } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LIMITS } from '../shared/limits.js';
import type { ChatKind } from './chat.entity.js';

/** Who hides their typing, is blocked by the other one, or writes where very many read, types unseen and is not told. */
const TYPIST = `
SELECT c.kind, u.typing_visible AND NOT EXISTS (
  SELECT FROM private_chats p JOIN blocks b
    ON (b.blocker_id, b.blocked_id) IN ((p.low_id, p.high_id), (p.high_id, p.low_id))
  WHERE p.chat_id = m.chat_id) AND (c.kind = 'private' OR
    (SELECT count(*) FROM (SELECT FROM memberships o WHERE o.chat_id = c.id LIMIT $3 + 1) members) <= $3) AS shown,
  ARRAY(SELECT o.user_id FROM memberships o WHERE o.chat_id = $1 AND o.user_id IN (
    SELECT blocked_id FROM blocks WHERE blocker_id = $2 UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = $2)) AS apart
FROM memberships m JOIN chats c ON c.id = m.chat_id JOIN users u ON u.id = m.user_id
WHERE m.chat_id = $1 AND m.user_id = $2 AND c.kind <> 'server'`;

/** Somebody is writing just now. Nothing of it is stored. */
@Injectable()
export class TypingService {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  /** Throws `not_found` for a chat that is not the caller's. */
  async start(actor: Actor, chatId: number): Promise<void> {
    const [typist] = await this.database.query<{ kind: ChatKind; shown: boolean; apart: number[] }[]>(TYPIST, [
      chatId,
      actor.id,
      LIMITS.typingMembers,
    ]);
    if (!typist) throw notFound('chat');
    if (!typist.shown) return;
    this.events.publish('typing started', {
      chat_id: chatId,
      sender: actor.id,
      sender_username: actor.username,
      kind: typist.kind,
      apart: typist.apart,
    });
  }
}
