/** In hours: a day may have 23 or 25 of them, and what is added here is taken away again below. */
const LASTS = `interval '720 hours'`;

export const ADD = `INSERT INTO refresh_tokens (session_id, token_hash, expires_at) VALUES ($1, $2, now() + ${LASTS})`;

/**
 * Exchanges an unused token for its successor, or touches nothing. Of two at once the second waits and finds it used.
 * `used_at` lies ahead until the answer goes out, so that other instances know that it has not.
 */
export const EXCHANGE = `
  WITH used AS (
    UPDATE refresh_tokens t SET used_at = clock_timestamp() + interval '10 seconds'
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > now()
      AND s.id = t.session_id AND s.ended_at IS NULL AND u.disabled_at IS NULL
    RETURNING t.session_id, s.user_id
  ), successor AS (
    INSERT INTO refresh_tokens (session_id, token_hash, expires_at) SELECT session_id, $2, now() + ${LASTS} FROM used
    RETURNING expires_at
  )
  SELECT session_id, user_id, floor(extract(epoch FROM expires_at - ${LASTS}))::integer AS issued FROM used, successor`;

export const ANSWERED = 'UPDATE refresh_tokens SET used_at = clock_timestamp() WHERE token_hash = $1';

/** What became of a token that cannot be exchanged. Ages are on the clock of the database, the same for every instance. */
export const BECAME = `
  SELECT t.session_id, s.user_id, floor(extract(epoch FROM successor.expires_at - ${LASTS}))::integer AS issued,
    (extract(epoch FROM clock_timestamp() - t.used_at) * 1000)::float8 AS used_ms_ago
  FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  JOIN refresh_tokens successor ON successor.token_hash = $2
  WHERE t.token_hash = $1 AND t.used_at IS NOT NULL AND t.expires_at > now()
    AND s.ended_at IS NULL AND u.disabled_at IS NULL`;

/** $1 the token, $2 the device. */
export const CURRENT = `
  SELECT FROM refresh_tokens WHERE token_hash = $1 AND session_id = $2 AND used_at IS NULL AND expires_at > now()`;

/** How long the device can still exchange its newest token. */
export const LASTS_UNTIL = `
  SELECT t.expires_at FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  WHERE t.session_id = $1 AND t.used_at IS NULL AND t.expires_at > now()
    AND s.ended_at IS NULL AND u.disabled_at IS NULL
  ORDER BY t.expires_at DESC LIMIT 1`;

export const FAMILY = 'SELECT session_id FROM refresh_tokens WHERE token_hash = $1';

/** A week from the sign-in, however often it is used. */
export const ADD_LASTING = `
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at) VALUES ($1, $2, now() + interval '168 hours')`;

/** Whose token of that kind this is, while it holds. */
export const LASTING = `
  SELECT t.session_id, s.user_id
  FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > now() AND s.ended_at IS NULL AND u.disabled_at IS NULL`;
