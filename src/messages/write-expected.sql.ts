import { msOf } from '../database/ms-of.js';
import { beginningOf } from './beginning-of.js';
import type { Draft } from './draft.js';
import type { Pair, Pairs } from './known-pairs.js';

/**
 * Stores a batch in which everyone may write and nothing was sent before, which is nearly every batch. It looks nothing
 * up but the memberships of groups and the blocks between the two of a private chat, and takes its counts from
 * `expectedValues`. A private message writes two rows, itself and its chat: of PostgreSQL's CPU it needs half of what
 * it needs with its sender's membership as a third one (16 instead of 32 us in a batch of 50; alone in an INSERT 112).
 *
 * Where anything is otherwise it stores nothing: a repeated client_id makes it fail by the unique index, a chat that is
 * gone by a division by zero, and with somebody who may not write the answer is empty.
 *
 * The memberships are locked in the order in which the receipts lock them, or the two would wait for each other. The
 * batch comes in the order of its chats.
 */
export const WRITE_EXPECTED = `
WITH admitted AS (
  SELECT m.chat_id, m.user_id, s.n
  FROM unnest($6::int[], $7::int[], $8::int[]) AS s(chat_id, sender_id, n)
  JOIN memberships m ON m.chat_id = s.chat_id AND m.user_id = s.sender_id
  ORDER BY m.chat_id, m.user_id
  FOR NO KEY UPDATE OF m
), everyone AS (
  SELECT (SELECT count(*) FROM admitted) = cardinality($6) AND NOT EXISTS (
    SELECT FROM unnest($9::int[], $10::int[]) AS s(sender_id, peer_id)
    JOIN blocks b ON b.blocker_id = s.peer_id AND b.blocked_id = s.sender_id) AS may_write
), counted AS (
  UPDATE memberships m SET sent = m.sent + a.n
  FROM admitted a
  WHERE m.chat_id = a.chat_id AND m.user_id = a.user_id AND (SELECT may_write FROM everyone)
), numbered AS (
  UPDATE chats c SET last_seq = c.last_seq + l.n, low_sent = c.low_sent + l.low_n, high_sent = c.high_sent + l.high_n,
    last_text = l.text, last_sender_id = l.sender_id, last_time = date_trunc('milliseconds', clock_timestamp())
  FROM unnest($11::int[], $12::int[], $13::int[], $14::int[], $15::int[], $16::text[])
    AS l(chat_id, n, low_n, high_n, sender_id, text)
  WHERE c.id = l.chat_id AND (SELECT may_write FROM everyone)
  RETURNING c.id AS chat_id, c.last_seq - l.n AS base, c.last_time AS time
), complete AS (
  SELECT CASE count(*) WHEN cardinality($11) THEN 1 ELSE 0 END AS one FROM numbered
)
INSERT INTO messages (chat_id, seq, sender_id, text, client_id, time)
SELECT i.chat_id, (n.base + i.place) / (SELECT one FROM complete), i.sender_id, i.text, i.client_id, n.time
FROM unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::text[]) AS i(chat_id, place, sender_id, text, client_id)
JOIN numbered n USING (chat_id)
RETURNING chat_id, seq, id, ${msOf('time')}`;

/** What one chat gets of a batch, by sender. */
interface Share {
  chat_id: number;
  pair: Pair | undefined;
  n: number;
  bySender: Map<number, number>;
  last: Draft;
}

/** The parameters: messages with their place among those of their chat; senders in groups; senders to one person; chats. */
export function expectedValues(drafts: Draft[], pairs: Pairs): unknown[] {
  const shares = new Map<number, Share>();
  const places = drafts.map((draft) => count(shares, draft, pairs));
  const chats = [...shares.values()];
  const senders = chats.flatMap((chat) => [...chat.bySender].map(([id, n]) => ({ chat, id, n })));
  const inGroups = senders.filter(({ chat }) => !chat.pair);
  const toOne = senders.filter(({ chat }) => chat.pair);
  return [
    drafts.map(({ chat_id }) => chat_id),
    places,
    drafts.map(({ sender_id }) => sender_id),
    drafts.map(({ text }) => text),
    drafts.map(({ client_id }) => client_id ?? null),
    inGroups.map(({ chat }) => chat.chat_id),
    inGroups.map(({ id }) => id),
    inGroups.map(({ n }) => n),
    toOne.map(({ id }) => id),
    toOne.map(({ id, chat }) => (id === chat.pair!.low ? chat.pair!.high : chat.pair!.low)),
    chats.map(({ chat_id }) => chat_id),
    chats.map(({ n }) => n),
    chats.map(({ pair, bySender }) => (pair && bySender.get(pair.low)) ?? 0),
    chats.map(({ pair, bySender }) => (pair && bySender.get(pair.high)) ?? 0),
    chats.map(({ last }) => last.sender_id),
    chats.map(({ last }) => beginningOf(last.text)),
  ];
}

function count(shares: Map<number, Share>, draft: Draft, pairs: Pairs): number {
  let share = shares.get(draft.chat_id);
  if (!share) {
    share = { chat_id: draft.chat_id, pair: pairs.get(draft.chat_id), n: 0, bySender: new Map(), last: draft };
    shares.set(draft.chat_id, share);
  }
  share.bySender.set(draft.sender_id, (share.bySender.get(draft.sender_id) ?? 0) + 1);
  share.last = draft;
  return ++share.n;
}
