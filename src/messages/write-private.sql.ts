import { msOf } from '../database/ms-of.js';
import { beginningOf } from './beginning-of.js';
import type { Draft } from './draft.js';
import type { Pairs } from './known-pairs.js';

/**
 * The same as `WRITE_EXPECTED`, and with the same promises, for a batch with one message for each of its chats, all of
 * them private: nearly every batch where people write to one another. Each chat's own row gives its message the number,
 * so nothing is counted, and nothing is joined to it a second time. Whoever is blocked is left out: it fails by the
 * division by zero, or answers nothing where nobody is left.
 */
export const WRITE_PRIVATE = `
WITH numbered AS (
  UPDATE chats c SET last_seq = c.last_seq + 1, low_sent = c.low_sent + s.low_n, high_sent = c.high_sent + 1 - s.low_n,
    last_text = coalesce(s.beginning, s.text), last_sender_id = s.sender_id,
    last_time = date_trunc('milliseconds', clock_timestamp())
  FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[])
    AS s(chat_id, sender_id, peer_id, low_n, text, beginning, client_id)
  WHERE c.id = s.chat_id
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = s.peer_id AND b.blocked_id = s.sender_id)
  RETURNING c.id AS chat_id, c.last_seq AS seq, s.sender_id, s.text, s.client_id, c.last_time AS time
), complete AS (
  SELECT CASE count(*) WHEN cardinality($1) THEN 1 ELSE 0 END AS one FROM numbered
)
INSERT INTO messages (chat_id, seq, sender_id, text, client_id, time)
SELECT chat_id, seq / (SELECT one FROM complete), sender_id, text, client_id, time FROM numbered
RETURNING chat_id, seq, id, ${msOf('time')}`;

/** Whether a batch in the order of its chats is such a one. */
export const isOneEach = (drafts: Draft[], pairs: Pairs): boolean =>
  drafts.every(({ chat_id }, index) => pairs.get(chat_id) && chat_id !== drafts[index + 1]?.chat_id);

export function privateValues(drafts: Draft[], pairs: Pairs): unknown[] {
  const lows = drafts.map(({ chat_id, sender_id }) => pairs.get(chat_id)!.low === sender_id);
  return [
    drafts.map(({ chat_id }) => chat_id),
    drafts.map(({ sender_id }) => sender_id),
    drafts.map(({ chat_id }, index) => pairs.get(chat_id)![lows[index] ? 'high' : 'low']),
    lows.map(Number),
    drafts.map(({ text }) => text),
    drafts.map(({ text }) => {
      const beginning = beginningOf(text);
      return beginning === text ? null : beginning;
    }),
    drafts.map(({ client_id }) => client_id ?? null),
  ];
}
