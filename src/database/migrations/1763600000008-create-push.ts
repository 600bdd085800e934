import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where devices are told of messages while nobody looks, and of which they have been told. */
export class CreatePush1763600000008 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE push_subscriptions (
        session_id integer PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        endpoint text NOT NULL UNIQUE,
        public_key bytea NOT NULL,
        auth_secret bytea NOT NULL,
        created timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX push_subscriptions_of_person ON push_subscriptions (user_id);

      CREATE TABLE push_notices (
        session_id integer REFERENCES push_subscriptions ON DELETE CASCADE,
        chat_id integer REFERENCES chats ON DELETE CASCADE,
        seq integer NOT NULL,
        PRIMARY KEY (session_id, chat_id)
      );
      CREATE INDEX push_notices_of_chat ON push_notices (chat_id);
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE push_notices, push_subscriptions');
  }
}
