import { sentOf } from '../chats/unread.sql.js';

/** Readers of the same cursors wait for one another here, so that MOVE_CURSORS begins where the one before ended. $1 chats, $2 readers. */
export const LOCK_CURSORS = `
SELECT FROM memberships m JOIN unnest($1::int[], $2::int[]) AS i(chat_id, user_id)
  ON m.chat_id = i.chat_id AND m.user_id = i.user_id
ORDER BY m.chat_id, m.user_id FOR UPDATE OF m`;

/**
 * Moves cursors, forward only: $1 chats, $2 readers, $3 up to which seq (null: the newest). A message, its seq and the
 * counter of its sender are one commit, so at the newest seq the counter says how many own messages the cursor has
 * passed; elsewhere those between the old and the new place are counted, each once at the most.
 */
export const MOVE_CURSORS = `
WITH input AS (
  SELECT i.ord, m.chat_id, m.user_id, m.read_up_to, m.sent_until_read, ${sentOf('m', 'c')} AS sent, c.last_seq,
    LEAST(COALESCE(i.up_to, c.last_seq), c.last_seq) AS up_to
  FROM unnest($1::int[], $2::int[], $3::int[]) WITH ORDINALITY AS i(chat_id, user_id, up_to, ord)
  JOIN memberships m ON m.chat_id = i.chat_id AND m.user_id = i.user_id
  JOIN chats c ON c.id = i.chat_id AND c.kind <> 'server'
), moved AS (
  UPDATE memberships m SET read_up_to = i.up_to,
    sent_until_read = CASE WHEN i.up_to = i.last_seq THEN i.sent ELSE i.sent_until_read + (
      SELECT count(*)::int FROM messages g
      WHERE g.chat_id = i.chat_id AND g.sender_id = i.user_id AND g.seq > i.read_up_to AND g.seq <= i.up_to) END
  FROM input i
  WHERE m.chat_id = i.chat_id AND m.user_id = i.user_id AND i.up_to > i.read_up_to
  RETURNING m.chat_id, m.user_id, i.read_up_to AS left_at, m.read_up_to, m.sent_until_read
), steps AS (
  INSERT INTO read_ranges (chat_id, user_id, from_seq, to_seq, time)
  SELECT chat_id, user_id, left_at + 1, read_up_to, date_trunc('milliseconds', clock_timestamp()) FROM moved
  RETURNING chat_id, user_id, time
)
SELECT i.ord::int,
  i.last_seq - COALESCE(d.read_up_to, i.read_up_to) - (i.sent - COALESCE(d.sent_until_read, i.sent_until_read)) AS unread,
  d.read_up_to AS up_to, s.time, u.receipts_visible AS shown
FROM input i
JOIN users u ON u.id = i.user_id
LEFT JOIN moved d ON d.chat_id = i.chat_id AND d.user_id = i.user_id
LEFT JOIN steps s ON s.chat_id = i.chat_id AND s.user_id = i.user_id`;
