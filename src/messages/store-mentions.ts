import type { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import { namesMentioned } from '../shared/mentions.js';
import type { LiveMessage } from '../shared/payloads.js';

/** Of those who are named only members count, and never the sender, nor whoever blocks the sender. Between two people every message is for the other. */
const STORE = `
INSERT INTO mentions (user_id, chat_id, seq)
SELECT m.user_id, i.chat_id, i.seq
FROM unnest($1::int[], $2::int[], $3::int[], $4::text[]) AS i(chat_id, seq, sender_id, name)
JOIN chats c ON c.id = i.chat_id AND c.kind <> 'private'
JOIN users u ON u.username_key = i.name
JOIN memberships m ON m.chat_id = i.chat_id AND m.user_id = u.id AND m.user_id <> i.sender_id
WHERE NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = m.user_id AND b.blocked_id = i.sender_id)
ON CONFLICT DO NOTHING`;

/** Remembers whom messages name. */
export async function storeMentions(database: DataSource, messages: readonly LiveMessage[]): Promise<void> {
  const named = messages.flatMap((message) => namesMentioned(message.text).map((name) => ({ ...message, name })));
  if (named.length === 0) return;
  await preparedQuery(database, 'store-mentions', STORE, [
    named.map(({ chat_id }) => chat_id),
    named.map(({ seq }) => seq),
    named.map(({ sender }) => sender),
    named.map(({ name }) => name),
  ]);
}
