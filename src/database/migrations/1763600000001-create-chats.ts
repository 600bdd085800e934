import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Chats, who is in them, what was said and what was read. Neither a message nor a chat's last sender has a foreign key:
 * the one statement that writes both has locked the sender's membership, which has them, and a check for each row would
 * cost as much as the row (measured: 6 µs a message). Whoever deletes a chat deletes its messages.
 */
export class CreateChats1763600000001 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE chats (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('private', 'group', 'channel')),
        last_seq integer NOT NULL DEFAULT 0,
        last_text text NOT NULL DEFAULT '',
        last_sender_id integer,
        last_time timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
        low_id integer CHECK (kind = 'private' OR low_id IS NULL),
        low_sent integer NOT NULL DEFAULT 0,
        high_sent integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80);

      CREATE TABLE private_chats (
        low_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        high_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        chat_id integer NOT NULL UNIQUE REFERENCES chats ON DELETE CASCADE,
        PRIMARY KEY (low_id, high_id),
        CHECK (low_id < high_id)
      );
      CREATE INDEX private_chats_of_high ON private_chats (high_id);

      CREATE TABLE memberships (
        chat_id integer NOT NULL REFERENCES chats ON DELETE CASCADE,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
        read_up_to integer NOT NULL DEFAULT 0,
        sent_until_read integer NOT NULL DEFAULT 0,
        sent integer NOT NULL DEFAULT 0,
        joined_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (chat_id, user_id)
      ) WITH (fillfactor = 80);
      CREATE INDEX memberships_of_user ON memberships (user_id);

      CREATE TABLE messages (
        id bigint GENERATED ALWAYS AS IDENTITY,
        chat_id integer NOT NULL,
        seq integer NOT NULL,
        sender_id integer NOT NULL,
        kind text NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'system')),
        text text NOT NULL CHECK (octet_length(text) BETWEEN 1 AND 16384),
        event jsonb,
        client_id text,
        time timestamptz NOT NULL,
        PRIMARY KEY (chat_id, seq)
      );
      CREATE UNIQUE INDEX messages_once ON messages (chat_id, sender_id, client_id) WHERE client_id IS NOT NULL;

      CREATE TABLE read_ranges (
        chat_id integer NOT NULL REFERENCES chats ON DELETE CASCADE,
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        from_seq integer NOT NULL,
        to_seq integer NOT NULL,
        time timestamptz NOT NULL,
        PRIMARY KEY (chat_id, user_id, to_seq),
        CHECK (from_seq <= to_seq)
      );
      CREATE INDEX read_ranges_of_chat ON read_ranges (chat_id, to_seq);
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE read_ranges, messages, memberships, private_chats, chats');
  }
}
