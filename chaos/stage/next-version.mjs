// Given to Node with --import: this process is the next version, whose schema has more in it than this one knows of.
import { MIGRATIONS } from '../../dist/src/database/data-source.js';

/** What an update may do while the last version still runs: add, with a default, in an instant. */
class Widen4000000000000 {
  name = 'Widen4000000000000';

  async up(query) {
    await query.query(`
      ALTER TABLE messages ADD COLUMN next_note text;
      ALTER TABLE chats ADD COLUMN next_colour text NOT NULL DEFAULT 'none';
      ALTER TABLE memberships ADD COLUMN next_rank integer NOT NULL DEFAULT 0;
      ALTER TABLE users ADD COLUMN next_since timestamptz NOT NULL DEFAULT now();
      ALTER TABLE sessions ADD COLUMN next_place text;
      CREATE TABLE next_things (id integer PRIMARY KEY, chat_id integer NOT NULL REFERENCES chats ON DELETE CASCADE);
    `);
  }

  async down() {}
}

MIGRATIONS.push(Widen4000000000000);
