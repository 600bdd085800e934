/** Whether the code $2 lets somebody into `groups g` just now. */
const OPENS = `g.code = $2 AND (g.code_expires_at IS NULL OR g.code_expires_at > now())
  AND (g.code_max_uses IS NULL OR g.code_uses < g.code_max_uses)`;

/** How the person $1 stands to `groups g`, and to its code $2, which is null where none is needed. */
const STANDING = `
  EXISTS (SELECT FROM memberships m WHERE m.chat_id = g.chat_id AND m.user_id = $1) AS is_member,
  EXISTS (SELECT FROM join_requests r WHERE r.chat_id = g.chat_id AND r.user_id = $1) AS is_waiting,
  EXISTS (SELECT FROM bans b WHERE b.chat_id = g.chat_id AND b.user_id = $1) AS is_banned,
  coalesce(${OPENS}, false) AS opens`;

export interface Standing {
  is_member: boolean;
  is_waiting: boolean;
  is_banned: boolean;
  opens: boolean;
}

/** $3: a group that is locked. */
export const STANDING_IN = `SELECT ${STANDING} FROM groups g WHERE g.chat_id = $3`;

/**
 * The group that the code lets the person into, or has. Whatever is wrong with a code, or with who brings it, is found
 * out by this one query, so that every refusal takes as long as every other.
 */
export const BY_CODE = `
SELECT * FROM (SELECT g.chat_id AS id, g.kind, g.name, ${STANDING} FROM groups g WHERE g.code = $2) found
WHERE is_member OR (NOT is_banned AND (is_waiting OR opens))`;

/** What somebody may know of that group before they join it: its icon only where they could fetch it. */
export const BEHIND_CODE = `
SELECT id, kind, name, description, member_count, join_by_request, is_member AS joined, is_waiting AS requested,
  CASE WHEN is_member OR visibility = 'public' THEN icon_hash END AS icon_hash
FROM (
  SELECT g.chat_id AS id, g.kind, g.name, g.description, g.member_count, g.join_by_request, g.visibility, g.icon_hash, ${STANDING}
  FROM groups g WHERE g.code = $2
) found
WHERE is_member OR (NOT is_banned AND (is_waiting OR opens))`;

/** Of the groups that are called so, one of the person's own first, else the public one. $1: the person, $2: the key. */
export const BY_NAME = `
(SELECT g.chat_id AS id, true AS is_member
 FROM memberships m JOIN groups g ON g.chat_id = m.chat_id AND g.kind = 'group' AND g.name_key = $2
 WHERE m.user_id = $1
 ORDER BY m.joined_at, m.chat_id LIMIT 1)
UNION ALL
(SELECT g.chat_id, false FROM groups g WHERE g.kind = 'group' AND g.name_key = $2 AND g.visibility = 'public')
LIMIT 1`;

export const USE_CODE = 'UPDATE groups SET code_uses = code_uses + 1 WHERE chat_id = $1';
