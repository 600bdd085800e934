/**
 * Stores a whole batch in one statement and one commit. $1 chat ids, $2 sender ids, $3 texts, $4 client ids; the
 * answer has `ord` (1 … n) of each message that is stored now or was before.
 *
 * - `known`: the client_id is there already; its first message is the answer.
 * - `senders`: updating the membership rows locks them and looks at their newest version, so somebody who was removed
 *   a moment ago is refused although this statement began earlier. A block closes a private chat to the blocked.
 * - `numbered`: updating the chat row serialises writers of one chat; `last_seq` counts without a gap because the
 *   number and the row are one commit.
 *
 * The same client_id from another instance at the same moment fails on the unique index; the writer then repeats the
 * batch and finds it known.
 */
export const WRITE_MESSAGES = `
WITH input AS (
  SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[]) WITH ORDINALITY AS i(chat_id, sender_id, text, client_id, ord)
), known AS (
  SELECT i.ord, m.id, m.seq, m.time, m.text
  FROM input i JOIN messages m
    ON m.chat_id = i.chat_id AND m.sender_id = i.sender_id AND m.client_id = i.client_id AND i.client_id IS NOT NULL
), fresh AS (
  SELECT * FROM input WHERE ord NOT IN (SELECT ord FROM known)
), senders AS (
  UPDATE memberships m SET sent_since_read = m.sent_since_read + f.n, sent = m.sent + f.n
  FROM (SELECT chat_id, sender_id, count(*)::int AS n FROM fresh GROUP BY chat_id, sender_id ORDER BY chat_id, sender_id) f
  WHERE m.chat_id = f.chat_id AND m.user_id = f.sender_id
    AND NOT EXISTS (
      SELECT FROM private_chats p JOIN blocks b
        ON b.blocked_id = f.sender_id AND b.blocker_id = p.low_id + p.high_id - f.sender_id
      WHERE p.chat_id = f.chat_id)
  RETURNING m.chat_id, m.user_id
), accepted AS (
  SELECT f.*, row_number() OVER (PARTITION BY f.chat_id ORDER BY f.ord)::int AS place
  FROM fresh f JOIN senders s ON s.chat_id = f.chat_id AND s.user_id = f.sender_id
), numbered AS (
  UPDATE chats c SET last_seq = c.last_seq + a.n, last_text = left(a.text, 200), last_sender_id = a.sender_id,
    last_time = date_trunc('milliseconds', clock_timestamp())
  FROM (
    SELECT DISTINCT ON (chat_id) chat_id, place AS n, text, sender_id FROM accepted ORDER BY chat_id, place DESC
  ) a
  WHERE c.id = a.chat_id
  RETURNING c.id, c.last_seq - a.n AS base, c.last_time
), stored AS (
  INSERT INTO messages (chat_id, seq, sender_id, text, client_id, time)
  SELECT a.chat_id, n.base + a.place, a.sender_id, a.text, a.client_id, n.last_time
  FROM accepted a JOIN numbered n ON n.id = a.chat_id
  ORDER BY a.chat_id, a.place
  RETURNING chat_id, seq, id
)
SELECT a.ord::int, s.id, s.seq, n.last_time AS time, NULL AS text
FROM accepted a JOIN numbered n ON n.id = a.chat_id JOIN stored s ON s.chat_id = a.chat_id AND s.seq = n.base + a.place
UNION ALL
SELECT ord::int, id, seq, time, text FROM known`;
