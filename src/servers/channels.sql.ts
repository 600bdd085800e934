export const CHANNELS = `
SELECT chat_id AS id, chat_id, name, topic FROM channels WHERE server_id = $1 ORDER BY place, chat_id`;

/** Whoever is a member of the server is one of the channel: $1 the server, $2 to $4 name, its key and topic. */
export const MAKE_CHANNEL = `
WITH chat AS (INSERT INTO chats (kind) VALUES ('channel') RETURNING id), peopled AS (
  INSERT INTO memberships (chat_id, user_id)
  SELECT chat.id, m.user_id FROM chat, memberships m WHERE m.chat_id = $1
)
INSERT INTO channels (chat_id, server_id, name, name_key, topic, place)
SELECT chat.id, $1, $2, $3, $4, coalesce((SELECT max(place) FROM channels WHERE server_id = $1), 0) + 1 FROM chat
RETURNING chat_id`;

export const CHANGE_CHANNEL = 'UPDATE channels SET name = $2, name_key = $3, topic = $4 WHERE chat_id = $1';

/** $1 the server, $2 all of its channels. */
export const ORDER_CHANNELS = `
UPDATE channels ch SET place = o.place
FROM unnest($2::int[]) WITH ORDINALITY AS o(chat_id, place)
WHERE ch.chat_id = o.chat_id AND ch.server_id = $1`;

/** The chat itself is tidied up later, with everything that was said in it. */
export const END_CHANNEL = 'DELETE FROM channels WHERE chat_id = $1';
