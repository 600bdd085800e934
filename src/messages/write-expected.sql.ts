import { LIMITS } from '../shared/limits.js';
import type { Draft } from './draft.js';

/**
 * Stores a batch in which everyone may write and nothing was sent before, which is nearly every batch. It looks nothing
 * up but the memberships and takes its counts from `expectedValues`, and so needs a third less of PostgreSQL's CPU than
 * WRITE_MESSAGES (for each of 32 messages of one chat 14 instead of 21 us, of 50 in 50 chats 18 instead of 27).
 *
 * Where anything is otherwise it stores nothing: a repeated client_id makes it fail by the unique index, and with
 * somebody who may not write the answer is empty.
 *
 * The memberships are locked in the order in which the receipts lock them, or the two would wait for each other. The
 * batch comes in the order of its chats.
 */
export const WRITE_EXPECTED = `
WITH admitted AS (
  SELECT m.chat_id, m.user_id, s.n
  FROM unnest($6::int[], $7::int[], $8::int[]) AS s(chat_id, sender_id, n)
  JOIN memberships m ON m.chat_id = s.chat_id AND m.user_id = s.sender_id
  WHERE NOT EXISTS (
    SELECT FROM blocks b JOIN private_chats p ON p.chat_id = s.chat_id AND b.blocker_id IN (p.low_id, p.high_id)
    WHERE b.blocked_id = s.sender_id)
  ORDER BY m.chat_id, m.user_id
  FOR NO KEY UPDATE OF m
), everyone AS (
  SELECT count(*) = cardinality($6) AS may_write FROM admitted
), counted AS (
  UPDATE memberships m SET sent_since_read = m.sent_since_read + a.n, sent = m.sent + a.n
  FROM admitted a
  WHERE m.chat_id = a.chat_id AND m.user_id = a.user_id AND (SELECT may_write FROM everyone)
), numbered AS (
  UPDATE chats c SET last_seq = c.last_seq + l.n, last_text = l.text, last_sender_id = l.sender_id,
    last_time = date_trunc('milliseconds', clock_timestamp())
  FROM unnest($9::int[], $10::int[], $11::int[], $12::text[]) AS l(chat_id, n, sender_id, text)
  WHERE c.id = l.chat_id AND (SELECT may_write FROM everyone)
  RETURNING c.id AS chat_id, c.last_seq - l.n AS base, c.last_time AS time
)
INSERT INTO messages (chat_id, seq, sender_id, text, client_id, time)
SELECT i.chat_id, n.base + i.place, i.sender_id, i.text, i.client_id, n.time
FROM unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::text[]) AS i(chat_id, place, sender_id, text, client_id)
JOIN numbered n USING (chat_id)
RETURNING chat_id, seq, id, time`;

interface Share {
  chat_id: number;
  n: number;
  /** The last one. */
  draft: Draft;
}

/** The parameters: the messages with their place among those of their chat, then the senders, then the chats. */
export function expectedValues(drafts: Draft[]): unknown[] {
  const bySender = new Map<string, Share>();
  const byChat = new Map<number, Share>();
  const places = drafts.map((draft) => {
    count(bySender, `${draft.chat_id}.${draft.sender_id}`, draft);
    return count(byChat, draft.chat_id, draft);
  });
  const senders = [...bySender.values()];
  const chats = [...byChat.values()];
  return [
    drafts.map(({ chat_id }) => chat_id),
    places,
    drafts.map(({ sender_id }) => sender_id),
    drafts.map(({ text }) => text),
    drafts.map(({ client_id }) => client_id ?? null),
    senders.map(({ chat_id }) => chat_id),
    senders.map(({ draft }) => draft.sender_id),
    senders.map(({ n }) => n),
    chats.map(({ chat_id }) => chat_id),
    chats.map(({ n }) => n),
    chats.map(({ draft }) => draft.sender_id),
    chats.map(({ draft }) => beginningOf(draft.text)),
  ];
}

function count<Key>(shares: Map<Key, Share>, key: Key, draft: Draft): number {
  const share = shares.get(key);
  if (!share) {
    shares.set(key, { chat_id: draft.chat_id, n: 1, draft });
    return 1;
  }
  share.draft = draft;
  return ++share.n;
}

/** Cut here and not in the statement, where it would look at every character of every text. */
const beginningOf = (text: string): string =>
  text.length <= LIMITS.lastMessage ? text : Array.from(text).slice(0, LIMITS.lastMessage).join('');
