import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Groups and how one gets into them. Whoever changes a group locks its row first, then memberships in the order of
 * their users, and the chat's row last: messages and receipts lock in the same order, so nobody waits in a circle.
 *
 * What was said in an ended chat is deleted in pieces afterwards, and a table remembers that there is some left.
 */
export class CreateGroups1763600000002 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE groups (
        chat_id integer PRIMARY KEY REFERENCES chats ON DELETE CASCADE,
        name text NOT NULL,
        name_key text NOT NULL,
        description text NOT NULL DEFAULT '',
        visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'public')),
        join_by_request boolean NOT NULL DEFAULT false,
        icon_hash text,
        member_count integer NOT NULL CHECK (member_count > 0),
        code text UNIQUE,
        code_expires_at timestamptz,
        code_max_uses integer,
        code_uses integer NOT NULL DEFAULT 0
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX groups_public_name ON groups (name_key) WHERE visibility = 'public';
      CREATE INDEX groups_public_search ON groups USING gin (name_key gin_trgm_ops) WHERE visibility = 'public';

      CREATE TABLE group_icons (
        chat_id integer PRIMARY KEY REFERENCES groups ON DELETE CASCADE,
        hash text NOT NULL,
        type text NOT NULL,
        bytes bytea NOT NULL
      );

      CREATE TABLE bans (
        chat_id integer NOT NULL REFERENCES groups ON DELETE CASCADE,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (chat_id, user_id)
      );
      CREATE INDEX bans_of_user ON bans (user_id);

      CREATE TABLE join_requests (
        chat_id integer NOT NULL REFERENCES groups ON DELETE CASCADE,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (chat_id, user_id)
      );
      CREATE INDEX join_requests_of_user ON join_requests (user_id);

      ALTER TABLE memberships ADD COLUMN muted_until timestamptz;
      CREATE UNIQUE INDEX memberships_one_owner ON memberships (chat_id) WHERE role = 'owner';

      CREATE TABLE mentions (
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        chat_id integer NOT NULL REFERENCES chats ON DELETE CASCADE,
        seq integer NOT NULL,
        PRIMARY KEY (user_id, chat_id, seq)
      );
      CREATE INDEX mentions_of_chat ON mentions (chat_id);

      CREATE TABLE ended_chats (
        chat_id integer PRIMARY KEY REFERENCES chats ON DELETE CASCADE,
        ended_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP INDEX memberships_one_owner;
      DROP TABLE ended_chats, mentions, join_requests, bans, group_icons, groups;
      ALTER TABLE memberships DROP COLUMN muted_until;
    `);
  }
}
