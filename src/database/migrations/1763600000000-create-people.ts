import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their devices and tokens, and who blocks whom. */
export class CreatePeople1763600000000 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      CREATE TABLE users (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        username text NOT NULL,
        username_key text COLLATE "C" NOT NULL UNIQUE,
        display_name text NOT NULL DEFAULT '',
        first_name text NOT NULL DEFAULT '',
        last_name text NOT NULL DEFAULT '',
        email text NOT NULL DEFAULT '',
        bio text NOT NULL DEFAULT '',
        password_hash text NOT NULL,
        lastseen timestamptz,
        lastseen_visible boolean NOT NULL DEFAULT true,
        receipts_visible boolean NOT NULL DEFAULT true,
        typing_visible boolean NOT NULL DEFAULT true,
        site_admin boolean NOT NULL DEFAULT false,
        disabled_at timestamptz,
        avatar_hash text,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX users_username_search ON users USING gin (username_key gin_trgm_ops);
      CREATE INDEX users_display_name ON users (lower(display_name) text_pattern_ops);
      CREATE INDEX users_display_name_search ON users USING gin (lower(display_name) gin_trgm_ops);

      CREATE TABLE avatars (
        user_id integer PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        hash text NOT NULL,
        type text NOT NULL,
        bytes bytea NOT NULL
      );

      CREATE TABLE sessions (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN ('web', 'api')),
        agent text NOT NULL DEFAULT '',
        created timestamptz NOT NULL DEFAULT now(),
        last_active timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz
      );
      CREATE INDEX sessions_of_user ON sessions (user_id) WHERE ended_at IS NULL;

      CREATE TABLE refresh_tokens (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        session_id integer NOT NULL REFERENCES sessions ON DELETE CASCADE,
        token_hash bytea NOT NULL UNIQUE,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

      CREATE TABLE web_sessions (
        sid varchar PRIMARY KEY,
        sess json NOT NULL,
        expire timestamp(6) NOT NULL
      );
      CREATE INDEX web_sessions_expire ON web_sessions (expire);

      CREATE TABLE blocks (
        blocker_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        blocked_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (blocker_id, blocked_id),
        CHECK (blocker_id <> blocked_id)
      );
      CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

      CREATE TABLE reports (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reporter_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        reported_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        reason text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE reports, blocks, web_sessions, refresh_tokens, sessions, avatars, users');
  }
}
