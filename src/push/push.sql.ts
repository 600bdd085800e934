import { OUTLIVED } from '../auth/sessions/live-sessions.js';

const DEVICES_AT_ONCE = 2000;

/** A browser's devices that are still signed in: `p` a subscription, `s` its session. */
const SIGNED_IN = `s.ended_at IS NULL AND NOT (${OUTLIVED})`;

/**
 * Whom to tell of messages ($1 to $3: chat, `seq`, sender), but for people who look at the chat ($4, $5: chat, person); in chats
 * that are not told whole ($6: the kinds that are) only whom they name. Of those of one chat the newest counts, and what a
 * device has been told of it is not told again: it is claimed here.
 */
export const CLAIM = `
WITH said AS (SELECT * FROM unnest($1::int[], $2::int[], $3::int[]) AS t (chat_id, seq, sender_id)),
lookers AS (SELECT * FROM unnest($4::int[], $5::int[]) AS t (chat_id, user_id)),
due AS (
  SELECT DISTINCT ON (p.session_id, said.chat_id) p.session_id, said.chat_id, said.seq, said.sender_id
  FROM said
  JOIN chats c ON c.id = said.chat_id
  JOIN memberships m ON m.chat_id = said.chat_id AND m.user_id <> said.sender_id AND m.read_up_to < said.seq
    AND (m.muted_until IS NULL OR m.muted_until <= now())
  JOIN push_subscriptions p ON p.user_id = m.user_id
  JOIN sessions s ON s.id = p.session_id AND ${SIGNED_IN}
  WHERE NOT EXISTS (SELECT FROM lookers l WHERE l.chat_id = said.chat_id AND l.user_id = m.user_id)
    AND (c.kind = ANY($6) OR EXISTS (SELECT FROM mentions x
      WHERE x.user_id = m.user_id AND x.chat_id = said.chat_id AND x.seq = said.seq))
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = m.user_id AND b.blocked_id = said.sender_id)
  ORDER BY p.session_id, said.chat_id, said.seq DESC
  LIMIT ${DEVICES_AT_ONCE}
), claimed AS (
  INSERT INTO push_notices (session_id, chat_id, seq) SELECT session_id, chat_id, seq FROM due
  ON CONFLICT (session_id, chat_id) DO UPDATE SET seq = excluded.seq WHERE push_notices.seq < excluded.seq
  RETURNING session_id, chat_id
)
SELECT p.session_id, p.user_id, p.endpoint, p.public_key, p.auth_secret, due.chat_id, due.seq, c.kind,
  coalesce(nullif(u.display_name, ''), u.username) AS sender,
  CASE c.kind WHEN 'group' THEN g.name WHEN 'channel' THEN own.name || ' · ' || ch.name END AS place
FROM claimed JOIN due USING (session_id, chat_id)
JOIN push_subscriptions p ON p.session_id = due.session_id
JOIN users u ON u.id = due.sender_id
JOIN chats c ON c.id = due.chat_id
LEFT JOIN groups g ON g.chat_id = c.id
LEFT JOIN channels ch ON ch.chat_id = c.id
LEFT JOIN groups own ON own.chat_id = ch.server_id`;

/** Which devices show something that was read ($1 to $3: person, chat, up to where): they are told so, once. */
export const TAKE_BACK = `
WITH had AS (SELECT * FROM unnest($1::int[], $2::int[], $3::int[]) AS t (user_id, chat_id, up_to))
DELETE FROM push_notices n USING had, push_subscriptions p
WHERE p.user_id = had.user_id AND n.session_id = p.session_id AND n.chat_id = had.chat_id AND n.seq <= had.up_to
RETURNING p.session_id, p.user_id, p.endpoint, p.public_key, p.auth_secret, had.chat_id, had.up_to`;

/**
 * $1 to $5: session, person, endpoint, key, secret. One endpoint has one owner, and a person so many ($6). What gives way
 * is counted, so that it has given way before its endpoint is taken.
 */
export const SUBSCRIBE = `
WITH other AS (
  DELETE FROM push_subscriptions WHERE session_id <> $1 AND (endpoint = $3 OR session_id IN (
    SELECT session_id FROM push_subscriptions WHERE user_id = $2 AND session_id <> $1
    ORDER BY created DESC, session_id DESC OFFSET $6::int - 1))
  RETURNING session_id
)
INSERT INTO push_subscriptions (session_id, user_id, endpoint, public_key, auth_secret)
SELECT s.id, $2, $3, $4, $5 FROM sessions s WHERE s.id = $1 AND s.user_id = $2 AND s.ended_at IS NULL AND (SELECT count(*) FROM other) >= 0
ON CONFLICT (session_id) DO UPDATE
  SET endpoint = excluded.endpoint, public_key = excluded.public_key, auth_secret = excluded.auth_secret, created = now()`;

export const LIST = `
SELECT p.session_id, p.endpoint, p.created, p.session_id = $2 AS current
FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id AND ${SIGNED_IN}
WHERE p.user_id = $1 ORDER BY current DESC, p.created DESC, p.session_id DESC`;
