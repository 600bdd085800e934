/** Who exists for the person $1: an account that is not closed, of somebody who does not block them. */
const EXISTS_FOR_CALLER = `u.disabled_at IS NULL
  AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $1)`;

const ROW = 'u.id, u.username, u.display_name, u.avatar_hash';

/** $2: the key of a username. */
export const FIND = `SELECT ${ROW} FROM users u WHERE u.username_key = $2 AND ${EXISTS_FOR_CALLER}`;

/** $2: keys of usernames. */
export const FIND_ALL = `SELECT ${ROW}, u.username_key FROM users u WHERE u.username_key = ANY($2) AND ${EXISTS_FOR_CALLER}`;

export const FIND_IDS = `SELECT ${ROW} FROM users u WHERE u.id = ANY($2::int[]) AND ${EXISTS_FOR_CALLER}`;

/** $2: the key after which the page begins, $3: how many. */
export const PAGE = `
  SELECT ${ROW}, u.username_key FROM users u
  WHERE u.username_key > $2 AND ${EXISTS_FOR_CALLER}
  ORDER BY u.username_key LIMIT $3`;

/**
 * $2: the key, $3: what usernames begin with, $4: what usernames contain, $5: what display names are, $6: contain, $7: begin
 * with, as LIKE patterns. However many people match, only so many are looked at and sorted; those who are called exactly that, or whose
 * username begins with it, are always among them.
 */
export const SEARCH = `
  WITH first AS (
    SELECT u.id FROM users u WHERE u.username_key LIKE $3 AND u.id <> $1 AND ${EXISTS_FOR_CALLER}
    ORDER BY u.username_key LIMIT 50
  ), same AS (
    SELECT u.id FROM users u WHERE lower(u.display_name) = lower($5) AND u.id <> $1 AND ${EXISTS_FOR_CALLER}
    LIMIT 50
  ), other AS (
    SELECT u.id FROM users u
    WHERE (u.username_key LIKE $4 OR lower(u.display_name) LIKE lower($6)) AND u.id <> $1 AND ${EXISTS_FOR_CALLER}
    LIMIT 500
  )
  SELECT ${ROW} FROM users u
  WHERE u.id IN (SELECT id FROM first UNION SELECT id FROM same UNION SELECT id FROM other)
  ORDER BY (u.username_key = $2) DESC, (lower(u.display_name) = lower($5)) DESC, (u.username_key LIKE $3) DESC,
    (lower(u.display_name) LIKE lower($7)) DESC, u.username_key
  LIMIT 50`;

/** Who can be blocked or reported by $1: whom they can find, and whom they share a chat with anyway. */
export const KNOWN = `
  SELECT u.id FROM users u WHERE u.id = $2 AND ((${EXISTS_FOR_CALLER}) OR EXISTS (
    SELECT FROM memberships mine JOIN memberships theirs ON theirs.chat_id = mine.chat_id
    WHERE mine.user_id = $1 AND theirs.user_id = $2))`;

/** The same as they stand on a page about them: $1 who asks, $2 about whom. Whom one has blocked one always finds. */
export const ABOUT = `
  SELECT u.id, u.username, u.display_name,
    CASE WHEN NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $1) THEN u.avatar_hash END AS avatar_hash,
    EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = u.id) AS blocked
  FROM users u WHERE u.id = $2 AND u.id <> $1 AND ((${EXISTS_FOR_CALLER}) OR EXISTS (
    SELECT FROM memberships mine JOIN memberships theirs ON theirs.chat_id = mine.chat_id
    WHERE mine.user_id = $1 AND theirs.user_id = $2)
    OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = $2))`;

/** Whom $1 blocks: $2 the id after which the page begins, $3 how many. */
export const BLOCKED = `
  SELECT u.id, u.username, u.display_name,
    CASE WHEN NOT EXISTS (SELECT FROM blocks x WHERE x.blocker_id = u.id AND x.blocked_id = $1) THEN u.avatar_hash END AS avatar_hash
  FROM blocks b JOIN users u ON u.id = b.blocked_id
  WHERE b.blocker_id = $1 AND b.blocked_id > $2 ORDER BY b.blocked_id LIMIT $3`;

export const KEEP_AVATAR = `
  WITH kept AS (
    INSERT INTO avatars (user_id, hash, type, bytes) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, type = excluded.type, bytes = excluded.bytes
  )
  UPDATE users SET avatar_hash = $2 WHERE id = $1`;

export const DROP_AVATAR = `
  WITH dropped AS (DELETE FROM avatars WHERE user_id = $1)
  UPDATE users SET avatar_hash = NULL WHERE id = $1`;

/** $2: whose, $3: which. */
export const AVATAR = `
  SELECT a.type, a.bytes FROM avatars a JOIN users u ON u.id = a.user_id
  WHERE a.user_id = $2 AND a.hash = $3 AND ${EXISTS_FOR_CALLER}`;
