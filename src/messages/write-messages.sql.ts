import { msOf } from '../database/ms-of.js';

/**
 * Stores a whole batch in one statement and one commit. $1 chat ids, $2 sender ids, $3 texts, $4 client ids; the
 * answer has `ord` (1 … n) of each message that is stored now or was before.
 *
 * - `known`: the client_id is there already; its first message is the answer.
 * - `admitted`: locking the membership rows looks at their newest version, so somebody who was removed a moment ago is
 *   refused although this statement began earlier. A block closes a private chat to the blocked; a server is no chat.
 * - `numbered`: updating the chat row serialises writers of one chat; `last_seq` counts without a gap because the
 *   number and the row are one commit.
 * - `placed`: hands each chat's number to its messages by a window. The planner expects one row of every CTE, so a join
 *   of two of them would be a nested loop: quadratic in the batch (measured: half of the time at 100 messages).
 *
 * The same client_id from another instance at the same moment fails on the unique index; the writer then repeats the
 * batch and finds it known.
 */
export const WRITE_MESSAGES = `
WITH input AS (
  SELECT i.*, m.id AS known_id, m.seq AS known_seq, m.time AS known_time, m.text AS known_text
  FROM unnest($1::int[], $2::int[], $3::text[], $4::text[]) WITH ORDINALITY AS i(chat_id, sender_id, text, client_id, ord)
  LEFT JOIN messages m
    ON m.chat_id = i.chat_id AND m.sender_id = i.sender_id AND m.client_id = i.client_id AND i.client_id IS NOT NULL
), admitted AS (
  SELECT i.chat_id, i.sender_id, i.text, i.client_id, i.ord
  FROM input i JOIN memberships m ON m.chat_id = i.chat_id AND m.user_id = i.sender_id
  WHERE i.known_id IS NULL AND NOT EXISTS (SELECT FROM servers s WHERE s.chat_id = i.chat_id) AND NOT EXISTS (
    SELECT FROM private_chats p JOIN blocks b
      ON b.blocked_id = i.sender_id AND b.blocker_id = p.low_id + p.high_id - i.sender_id
    WHERE p.chat_id = i.chat_id)
  ORDER BY i.chat_id, i.sender_id
  FOR NO KEY UPDATE OF m
), counted AS (
  UPDATE memberships m SET sent = m.sent + a.n
  FROM (SELECT chat_id, sender_id, count(*)::int AS n FROM admitted GROUP BY chat_id, sender_id) a JOIN chats c ON c.id = a.chat_id
  WHERE m.chat_id = a.chat_id AND m.user_id = a.sender_id AND c.low_id IS NULL
), ordered AS (
  SELECT *, row_number() OVER (PARTITION BY chat_id ORDER BY ord)::int AS place FROM admitted
), numbered AS (
  UPDATE chats c SET last_seq = c.last_seq + a.n, last_text = left(a.text, 200), last_sender_id = a.senders[1],
    low_sent = c.low_sent + CASE WHEN c.low_id IS NULL THEN 0 ELSE cardinality(array_positions(a.senders, c.low_id)) END,
    high_sent = c.high_sent + CASE WHEN c.low_id IS NULL THEN 0 ELSE cardinality(array_remove(a.senders, c.low_id)) END,
    last_time = date_trunc('milliseconds', clock_timestamp())
  FROM (
    SELECT chat_id, count(*)::int AS n, (array_agg(text ORDER BY place DESC))[1] AS text,
      array_agg(sender_id ORDER BY place DESC) AS senders
    FROM ordered GROUP BY chat_id) a
  WHERE c.id = a.chat_id
  RETURNING c.id AS chat_id, c.last_seq - a.n AS base, c.last_time AS time
), placed AS (
  SELECT ord, chat_id, sender_id, text, client_id, place,
    CASE WHEN place > 0 THEN nextval('messages_id_seq') END AS id,
    first_value(base) OVER of_chat AS base, first_value(time) OVER of_chat AS time
  FROM (
    SELECT NULL AS ord, chat_id, NULL AS sender_id, NULL AS text, NULL AS client_id, 0 AS place, base, time FROM numbered
    UNION ALL
    SELECT ord, chat_id, sender_id, text, client_id, place, NULL, NULL FROM ordered
  ) rows
  WINDOW of_chat AS (PARTITION BY chat_id ORDER BY place)
), stored AS (
  INSERT INTO messages (id, chat_id, seq, sender_id, text, client_id, time) OVERRIDING SYSTEM VALUE
  SELECT id, chat_id, base + place, sender_id, text, client_id, time FROM placed WHERE place > 0
)
SELECT ord::int, id, base + place, ${msOf('time')}, NULL AS text FROM placed WHERE place > 0
UNION ALL
SELECT ord::int, known_id, known_seq, ${msOf('known_time')}, known_text FROM input WHERE known_id IS NOT NULL`;
