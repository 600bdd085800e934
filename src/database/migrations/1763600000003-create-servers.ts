import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Servers. What a server has in common with a group (name, members, roles, bans, code) stands in the tables of groups:
 * docs/decisions/021. Its own chat is never written to; its channels are the chats.
 */
export class CreateServers1763600000003 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE chats DROP CONSTRAINT chats_kind_check,
        ADD CONSTRAINT chats_kind_check CHECK (kind IN ('private', 'group', 'channel', 'server'));
      ALTER TABLE groups ADD COLUMN kind text NOT NULL DEFAULT 'group' CHECK (kind IN ('group', 'server'));
      DROP INDEX groups_public_name, groups_public_search;
      CREATE UNIQUE INDEX groups_public_name ON groups (name_key) WHERE visibility = 'public' AND kind = 'group';
      CREATE INDEX groups_public_search ON groups USING gin (name_key gin_trgm_ops) WHERE visibility = 'public';

      CREATE TABLE servers (
        chat_id integer PRIMARY KEY REFERENCES groups ON DELETE CASCADE,
        category text NOT NULL DEFAULT '',
        category_key text NOT NULL DEFAULT '',
        banner_hash text
      );
      CREATE INDEX servers_of_category ON servers (category_key, chat_id);

      CREATE TABLE server_banners (
        chat_id integer PRIMARY KEY REFERENCES servers ON DELETE CASCADE,
        hash text NOT NULL,
        type text NOT NULL,
        bytes bytea NOT NULL
      );

      CREATE TABLE channels (
        chat_id integer PRIMARY KEY REFERENCES chats ON DELETE CASCADE,
        server_id integer NOT NULL REFERENCES servers ON DELETE CASCADE,
        name text NOT NULL,
        name_key text NOT NULL,
        topic text NOT NULL DEFAULT '',
        place integer NOT NULL
      );
      CREATE UNIQUE INDEX channels_name ON channels (server_id, name_key);
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP TABLE channels, server_banners, servers;
      DELETE FROM chats WHERE kind IN ('channel', 'server');
      DROP INDEX groups_public_name, groups_public_search;
      CREATE UNIQUE INDEX groups_public_name ON groups (name_key) WHERE visibility = 'public';
      CREATE INDEX groups_public_search ON groups USING gin (name_key gin_trgm_ops) WHERE visibility = 'public';
      ALTER TABLE groups DROP COLUMN kind;
      ALTER TABLE chats DROP CONSTRAINT chats_kind_check,
        ADD CONSTRAINT chats_kind_check CHECK (kind IN ('private', 'group', 'channel'));
    `);
  }
}
