const COLUMNS =
  'm.id, m.chat_id, m.seq, m.sender_id, u.username AS sender_username, m.kind, m.text, m.event, m.client_id, m.time';

/** One page on the key (chat_id, seq): $1 chat, $2 and $3 the open bounds, $4 how many. */
const page = (order: 'ASC' | 'DESC') => `
SELECT ${COLUMNS} FROM messages m JOIN users u ON u.id = m.sender_id
WHERE m.chat_id = $1 AND m.seq > $2 AND m.seq < $3
ORDER BY m.seq ${order} LIMIT $4`;

export const NEWEST_BETWEEN = page('DESC');
export const OLDEST_BETWEEN = page('ASC');

/**
 * Every step of a cursor that touches a page, $1 chats, $2 and $3 the first and last seq of each page, $4 the viewer.
 * Steps of one reader follow one another without overlap, so those that end inside the page and the first that ends
 * behind it are all; each is one descent of the primary key. Receipts are reciprocal: whoever hides theirs sees none.
 */
export const STEPS_OVER = `
SELECT m.chat_id, m.user_id, u.username, r.from_seq, r.to_seq, r.time
FROM unnest($1::int[], $2::int[], $3::int[]) AS p(chat_id, first, last)
JOIN memberships m ON m.chat_id = p.chat_id
JOIN users u ON u.id = m.user_id
JOIN users viewer ON viewer.id = $4
CROSS JOIN LATERAL (
  (SELECT from_seq, to_seq, time FROM read_ranges
   WHERE chat_id = m.chat_id AND user_id = m.user_id AND to_seq >= p.first AND to_seq < p.last)
  UNION ALL
  (SELECT from_seq, to_seq, time FROM read_ranges
   WHERE chat_id = m.chat_id AND user_id = m.user_id AND to_seq >= p.last ORDER BY to_seq LIMIT 1)
) r
WHERE r.from_seq <= p.last AND (u.id = viewer.id OR (u.receipts_visible AND viewer.receipts_visible))`;

/** Who has read one message: $1 chat, $2 seq, $3 the viewer, $4 the last user id of the page before, $5 how many. */
export const READERS_OF = `
SELECT m.user_id, u.username, r.time
FROM messages g
JOIN memberships m ON m.chat_id = g.chat_id AND m.user_id <> g.sender_id
JOIN users u ON u.id = m.user_id
JOIN users viewer ON viewer.id = $3
CROSS JOIN LATERAL (
  SELECT from_seq, time FROM read_ranges
  WHERE chat_id = g.chat_id AND user_id = m.user_id AND to_seq >= g.seq ORDER BY to_seq LIMIT 1
) r
WHERE g.chat_id = $1 AND g.seq = $2 AND r.from_seq <= g.seq AND m.user_id > $4
  AND (u.id = viewer.id OR (u.receipts_visible AND viewer.receipts_visible))
ORDER BY m.user_id LIMIT $5`;

/** What each chat has beyond the given heads, oldest first: $1 chats, $2 heads, $3 the caller, $4 per chat, $5 in all. */
export const MISSED = `
SELECT ${COLUMNS}
FROM unnest($1::int[], $2::int[]) AS h(chat_id, head)
JOIN memberships mine ON mine.chat_id = h.chat_id AND mine.user_id = $3
CROSS JOIN LATERAL (
  SELECT * FROM messages WHERE chat_id = h.chat_id AND seq > h.head ORDER BY seq LIMIT $4
) m
JOIN users u ON u.id = m.sender_id
ORDER BY m.chat_id, m.seq LIMIT $5`;

/** The caller and other members of their chats, with cursors: $1 chats, $2 the caller, $3 others of one chat at the most. */
export const MEMBERS_WITH_CURSORS = `
SELECT c.id AS chat_id, c.last_seq, m.user_id, u.username, m.role, m.read_up_to, r.time,
  u.id = viewer.id OR (u.receipts_visible AND viewer.receipts_visible) AS shown
FROM unnest($1::int[]) AS h(chat_id)
JOIN chats c ON c.id = h.chat_id AND c.kind <> 'server'
JOIN memberships mine ON mine.chat_id = c.id AND mine.user_id = $2
JOIN users viewer ON viewer.id = $2
CROSS JOIN LATERAL (
  (SELECT * FROM memberships WHERE chat_id = c.id AND user_id <> $2 ORDER BY user_id LIMIT $3)
  UNION ALL
  SELECT mine.*
) m
JOIN users u ON u.id = m.user_id
LEFT JOIN LATERAL (
  SELECT time FROM read_ranges WHERE chat_id = c.id AND user_id = m.user_id ORDER BY to_seq DESC LIMIT 1
) r ON true
ORDER BY c.id, m.user_id`;
