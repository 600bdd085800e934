/**
 * The first statement locks the memberships: while it holds them, none of these readers' own messages can commit. The
 * second one therefore sees every own message that counts, in a snapshot taken after the lock. $1 chats, $2 readers.
 */
export const LOCK_CURSORS = `
SELECT FROM memberships m JOIN unnest($1::int[], $2::int[]) AS i(chat_id, user_id)
  ON m.chat_id = i.chat_id AND m.user_id = i.user_id
ORDER BY m.chat_id, m.user_id FOR UPDATE OF m`;

/**
 * Moves cursors, forward only: $1 chats, $2 readers, $3 up to which seq (null: the newest). Own messages that the
 * cursor passes leave the counter; only those between the old and the new place are counted, so all steps together
 * read each message once at the most.
 */
export const MOVE_CURSORS = `
WITH input AS (
  SELECT i.ord, m.chat_id, m.user_id, m.read_up_to, m.sent_since_read, c.last_seq,
    LEAST(COALESCE(i.up_to, c.last_seq), c.last_seq) AS up_to
  FROM unnest($1::int[], $2::int[], $3::int[]) WITH ORDINALITY AS i(chat_id, user_id, up_to, ord)
  JOIN memberships m ON m.chat_id = i.chat_id AND m.user_id = i.user_id
  JOIN chats c ON c.id = i.chat_id
), moved AS (
  UPDATE memberships m SET read_up_to = i.up_to,
    sent_since_read = CASE WHEN i.up_to = i.last_seq THEN 0 ELSE i.sent_since_read - (
      SELECT count(*)::int FROM messages g
      WHERE g.chat_id = i.chat_id AND g.sender_id = i.user_id AND g.seq > i.read_up_to AND g.seq <= i.up_to) END
  FROM input i
  WHERE m.chat_id = i.chat_id AND m.user_id = i.user_id AND i.up_to > i.read_up_to
  RETURNING m.chat_id, m.user_id, i.read_up_to AS left_at, m.read_up_to, m.sent_since_read
), steps AS (
  INSERT INTO read_ranges (chat_id, user_id, from_seq, to_seq, time)
  SELECT chat_id, user_id, left_at + 1, read_up_to, date_trunc('milliseconds', clock_timestamp()) FROM moved
  RETURNING chat_id, user_id, time
)
SELECT i.ord::int, i.last_seq - COALESCE(d.read_up_to, i.read_up_to) - COALESCE(d.sent_since_read, i.sent_since_read) AS unread,
  d.read_up_to AS up_to, s.time, u.receipts_visible AS shown
FROM input i
JOIN users u ON u.id = i.user_id
LEFT JOIN moved d ON d.chat_id = i.chat_id AND d.user_id = i.user_id
LEFT JOIN steps s ON s.chat_id = i.chat_id AND s.user_id = i.user_id`;
