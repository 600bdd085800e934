import type pg from 'pg';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import type { Config } from '../../src/config/config.js';

export interface Person {
  id: number;
  token: string;
}

/** After so many new rows at once; where they come one by one, autovacuum does it. */
const STATISTICS = 'ANALYZE users, chats, memberships, private_chats';

/** People and chats, made in the database at once: what 1000 registrations would take a minute for. */
export class Cast {
  private readonly tokens: AccessTokens;

  constructor(
    private readonly sql: pg.Client,
    jwtSecret: string,
  ) {
    this.tokens = new AccessTokens({ jwtSecret } as Config);
  }

  /** So many new people, each signed in with one device. */
  async people(count: number): Promise<Person[]> {
    const { rows } = await this.sql.query<{ id: number; session_id: number }>(
      `WITH made AS (
         INSERT INTO users (username, username_key, password_hash)
         SELECT name, name, '-' FROM (
           SELECT 'bench_' || coalesce((SELECT max(id) FROM users), 0) + n AS name FROM generate_series(1, $1) n) names
         RETURNING id
       )
       INSERT INTO sessions (user_id, kind) SELECT id, 'api' FROM made RETURNING user_id AS id, id AS session_id`,
      [count],
    );
    return rows.map(({ id, session_id }) => ({ id, token: this.tokens.sign(id, session_id, 'bench') }));
  }

  /** A group chat of these people. */
  async group(people: Person[]): Promise<number> {
    const { rows } = await this.sql.query<{ id: number }>(`INSERT INTO chats (kind) VALUES ('group') RETURNING id`);
    await this.sql.query('INSERT INTO memberships (chat_id, user_id) SELECT $1, unnest($2::int[])', [
      rows[0]!.id,
      people.map(({ id }) => id),
    ]);
    await this.sql.query(STATISTICS);
    return rows[0]!.id;
  }

  /** A private chat for each pair. */
  async privateChats(pairs: [Person, Person][]): Promise<number[]> {
    const { rows } = await this.sql.query<{ id: number }>(
      `WITH made AS (
         INSERT INTO chats (kind, low_id)
         SELECT 'private', least(a, b) FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS p(a, b, place) ORDER BY place
         RETURNING id
       ), numbered AS (
         SELECT id, row_number() OVER (ORDER BY id) AS place FROM made
       ), paired AS (
         SELECT id, a, b FROM numbered JOIN unnest($1::int[], $2::int[]) WITH ORDINALITY AS p(a, b, place) USING (place)
       ), private AS (
         INSERT INTO private_chats (low_id, high_id, chat_id) SELECT least(a, b), greatest(a, b), id FROM paired
       ), members AS (
         INSERT INTO memberships (chat_id, user_id) SELECT id, a FROM paired UNION ALL SELECT id, b FROM paired
       )
       SELECT id FROM numbered ORDER BY place`,
      [pairs.map(([a]) => a.id), pairs.map(([, b]) => b.id)],
    );
    await this.sql.query(STATISTICS);
    return rows.map(({ id }) => id);
  }

  /** Fills the private chats of these people: so many messages in each, by both in turn, of which these have read none. */
  async conversations(userIds: number[], messages: number): Promise<void> {
    await this.sql.query(
      `INSERT INTO messages (chat_id, seq, sender_id, text, time)
       SELECT p.chat_id, n, CASE n % 2 WHEN 0 THEN p.low_id ELSE p.high_id END, 'message ' || n || repeat(' of a chat', 8),
         now() - make_interval(mins => ($2 - n)::int)
       FROM generate_series(1, $2) n CROSS JOIN private_chats p WHERE p.low_id = ANY($1)`,
      [userIds, messages],
    );
    await this.sql.query(
      `UPDATE chats c SET last_seq = m.seq, last_text = m.text, last_sender_id = m.sender_id, last_time = m.time,
         low_sent = m.seq / 2, high_sent = (m.seq + 1) / 2
       FROM private_chats p JOIN messages m ON m.chat_id = p.chat_id AND m.seq = $2
       WHERE p.low_id = ANY($1) AND c.id = p.chat_id`,
      [userIds, messages],
    );
  }
}
