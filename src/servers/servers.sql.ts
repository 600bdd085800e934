/** $1: the name, $2: its key, $3 and $4: description and visibility, $5: the code, $6 and $7: the category, $8: the owner. */
export const MAKE_SERVER = `
WITH chat AS (INSERT INTO chats (kind) VALUES ('server') RETURNING id), made AS (
  INSERT INTO groups (chat_id, kind, name, name_key, description, visibility, member_count, code)
  SELECT id, 'server', $1, $2, $3, $4, 1, $5 FROM chat RETURNING *
), placed AS (
  INSERT INTO servers (chat_id, category, category_key) SELECT id, $6, $7 FROM chat
), owned AS (
  INSERT INTO memberships (chat_id, user_id, role) SELECT id, $8, 'owner' FROM chat
)
SELECT * FROM made`;

export const CHANGE_SERVER = `
WITH changed AS (
  UPDATE groups SET name = $2, name_key = $3, description = $4, visibility = $5 WHERE chat_id = $1
)
UPDATE servers SET category = $6, category_key = $7 WHERE chat_id = $1`;

/** Of a server that is locked. */
export const CATEGORY = 'SELECT category FROM servers WHERE chat_id = $1';

/** What the person $1 may know of: their own servers, and public ones unless they are banned there. */
const FACES = `
SELECT g.chat_id AS id, g.name, g.description, s.category, g.icon_hash, s.banner_hash, g.member_count AS num_members,
  m.user_id IS NOT NULL AS joined`;
const SERVERS = 'FROM servers s JOIN groups g ON g.chat_id = s.chat_id';
const MINE = 'memberships m ON m.chat_id = s.chat_id AND m.user_id = $1';
const OPEN = `g.visibility = 'public' AND g.kind = 'server'
  AND NOT EXISTS (SELECT FROM bans b WHERE b.chat_id = s.chat_id AND b.user_id = $1)`;
const VISIBLE = `(m.user_id IS NOT NULL OR (${OPEN}))`;

export const FACE = `${FACES} ${SERVERS} LEFT JOIN ${MINE} WHERE s.chat_id = $2 AND ${VISIBLE}`;

/**
 * `filters`: conditions of this file's caller, with the parameters from $2 on that they name. One's own and the public ones
 * are looked for each by an index of theirs, so that nobody walks through the private servers of others.
 */
export const facesWhere = (onlyMine: boolean, filters: string[], limit: string): string => {
  const first = (from: string, condition: string) => `
  (SELECT s.chat_id ${from} WHERE ${[condition, ...filters].join(' AND ')} ORDER BY s.chat_id LIMIT ${limit})`;
  const mine = first(`${SERVERS} JOIN ${MINE}`, 'true');
  return `
${FACES} FROM (${onlyMine ? mine : `${mine} UNION ${first(SERVERS, OPEN)}`}) found
JOIN servers s ON s.chat_id = found.chat_id JOIN groups g ON g.chat_id = s.chat_id LEFT JOIN ${MINE}
ORDER BY s.chat_id LIMIT ${limit}`;
};

export const PUBLIC = "g.visibility = 'public'";

const categoriesWhere = (condition: string) => `
SELECT min(s.category) AS category, count(*)::int AS num_servers
${SERVERS} LEFT JOIN ${MINE}
WHERE s.category_key <> '' AND ${condition}
GROUP BY s.category_key ORDER BY count(*) DESC, s.category_key LIMIT $2`;

/** Of those that $1 may know of. */
export const CATEGORIES = categoriesWhere(VISIBLE);
export const PUBLIC_CATEGORIES = categoriesWhere(`${VISIBLE} AND ${PUBLIC}`);

export const KEEP_BANNER = `
WITH kept AS (
  INSERT INTO server_banners (chat_id, hash, type, bytes) VALUES ($1, $2, $3, $4)
  ON CONFLICT (chat_id) DO UPDATE SET hash = excluded.hash, type = excluded.type, bytes = excluded.bytes
)
UPDATE servers SET banner_hash = $2 WHERE chat_id = $1`;

export const DROP_BANNER = `
WITH dropped AS (DELETE FROM server_banners WHERE chat_id = $1)
UPDATE servers SET banner_hash = NULL WHERE chat_id = $1`;

/** $1 who asks, $2 the server, $3 which. */
export const BANNER = `
SELECT i.type, i.bytes ${SERVERS} JOIN server_banners i ON i.chat_id = s.chat_id LEFT JOIN ${MINE}
WHERE s.chat_id = $2 AND i.hash = $3 AND ${VISIBLE}`;
