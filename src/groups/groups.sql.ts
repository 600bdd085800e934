export const MAKE_CHAT = "INSERT INTO chats (kind) VALUES ('group') RETURNING id";

export const MAKE_GROUP = `
INSERT INTO groups (chat_id, name, name_key, description, visibility, join_by_request, member_count, code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *`;

/** $2: the owner, $3: everybody else. */
export const MAKE_MEMBERS = `
INSERT INTO memberships (chat_id, user_id, role)
SELECT $1::int, $2::int, 'owner' UNION ALL SELECT $1, unnest($3::int[]), 'member'`;

export const CHANGE = `
UPDATE groups SET name = $2, name_key = $3, description = $4, visibility = $5, join_by_request = $6 WHERE chat_id = $1`;

export const KEEP_ICON = `
WITH kept AS (
  INSERT INTO group_icons (chat_id, hash, type, bytes) VALUES ($1, $2, $3, $4)
  ON CONFLICT (chat_id) DO UPDATE SET hash = excluded.hash, type = excluded.type, bytes = excluded.bytes
)
UPDATE groups SET icon_hash = $2 WHERE chat_id = $1`;

export const DROP_ICON = `
WITH dropped AS (DELETE FROM group_icons WHERE chat_id = $1)
UPDATE groups SET icon_hash = NULL WHERE chat_id = $1`;

/** For members, and of a public group for everybody who is not banned from it: $1 who asks, $2 the group, $3 which. */
export const ICON = `
SELECT i.type, i.bytes FROM group_icons i JOIN groups g ON g.chat_id = i.chat_id
WHERE i.chat_id = $2 AND g.kind = $4 AND i.hash = $3 AND (
  EXISTS (SELECT FROM memberships m WHERE m.chat_id = $2 AND m.user_id = $1) OR
  g.visibility = 'public' AND NOT EXISTS (SELECT FROM bans b WHERE b.chat_id = $2 AND b.user_id = $1))`;

const RANK = "CASE role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END";

/**
 * The owner first, then the admins, then by id: $1 the caller, $2 the group, $3 and $4 the place after which the page
 * begins, $5 how many. Only the memberships are sorted, and those of a thousand in a third of a millisecond.
 */
export const MEMBERS = `
SELECT m.user_id AS id, m.role, m.rank, u.username, u.display_name,
  CASE WHEN u.id <> ALL (ARRAY(SELECT blocker_id FROM blocks WHERE blocked_id = $1)) THEN u.avatar_hash END AS avatar_hash
FROM (
  SELECT user_id, role, ${RANK} AS rank FROM memberships
  WHERE chat_id = $2 AND (${RANK}, user_id) > ($3::int, $4::int)
  ORDER BY ${RANK}, user_id LIMIT $5
) m
JOIN users u ON u.id = m.user_id
ORDER BY m.rank, m.user_id`;

/**
 * To whom the group falls when the owner $2 goes: the oldest admin, then the oldest member; to somebody whose account is
 * closed only where nobody else is left.
 */
export const HEIR = `
SELECT m.user_id AS id, u.username, m.role
FROM memberships m JOIN users u ON u.id = m.user_id
WHERE m.chat_id = $1 AND m.user_id <> $2
ORDER BY u.disabled_at IS NOT NULL, m.role = 'admin' DESC, m.joined_at, m.user_id LIMIT 1`;
