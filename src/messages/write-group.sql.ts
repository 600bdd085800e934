import { msOf } from '../database/ms-of.js';
import { beginningOf } from './beginning-of.js';
import type { Draft } from './draft.js';
import type { Pairs } from './known-pairs.js';

/**
 * The same as `WRITE_EXPECTED`, and with the same promises, for a batch that goes to one group, as every single message
 * to a group does: 0.5 of PostgreSQL's CPU for one message and 0.75 for 32 of ten senders. There is one chat to number
 * and nobody to have blocked anybody. The members whose rows are locked cannot lose their group before the commit.
 */
export const WRITE_GROUP = `
WITH admitted AS (
  SELECT user_id FROM memberships WHERE chat_id = $1 AND user_id = ANY($2::int[])
  ORDER BY user_id
  FOR NO KEY UPDATE
), everyone AS (
  SELECT count(*) = cardinality($2::int[]) AS may_write FROM admitted
), counted AS (
  UPDATE memberships m SET sent = m.sent + s.n
  FROM unnest($2::int[], $3::int[]) AS s(sender_id, n)
  WHERE m.chat_id = $1 AND m.user_id = s.sender_id AND (SELECT may_write FROM everyone)
), numbered AS (
  UPDATE chats SET last_seq = last_seq + cardinality($4::int[]), last_text = $7, last_sender_id = $8,
    last_time = date_trunc('milliseconds', clock_timestamp())
  WHERE id = $1 AND (SELECT may_write FROM everyone)
  RETURNING last_seq - cardinality($4::int[]) AS base, last_time AS time
)
INSERT INTO messages (chat_id, seq, sender_id, text, client_id, time)
SELECT $1, n.base + i.place, i.sender_id, i.text, i.client_id, n.time
FROM numbered n, unnest($4::int[], $5::text[], $6::text[]) WITH ORDINALITY AS i(sender_id, text, client_id, place)
RETURNING chat_id, seq, id, ${msOf('time')}`;

/** Whether a batch is such a one. */
export const isOneGroup = ([first, ...others]: Draft[], pairs: Pairs): boolean =>
  !pairs.get(first!.chat_id) && others.every(({ chat_id }) => chat_id === first!.chat_id);

export function groupValues(drafts: Draft[]): unknown[] {
  const bySender = new Map<number, number>();
  for (const { sender_id } of drafts) bySender.set(sender_id, (bySender.get(sender_id) ?? 0) + 1);
  const last = drafts.at(-1)!;
  return [
    last.chat_id,
    [...bySender.keys()],
    [...bySender.values()],
    drafts.map(({ sender_id }) => sender_id),
    drafts.map(({ text }) => text),
    drafts.map(({ client_id }) => client_id ?? null),
    beginningOf(last.text),
    last.sender_id,
  ];
}
