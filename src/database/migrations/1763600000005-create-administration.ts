import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What administrators need: people whose account was deleted, reports that were dealt with, what administrators did, and
 * which instances there are. What was done stays: not even this server can change or delete a line of it.
 */
export class CreateAdministration1763600000005 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE users ADD COLUMN deleted_at timestamptz;
      CREATE INDEX users_deleted ON users (id) WHERE deleted_at IS NOT NULL;
      CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;

      ALTER TABLE reports ADD COLUMN closed_at timestamptz, ADD COLUMN closed_by text, ADD COLUMN note text NOT NULL DEFAULT '';
      CREATE INDEX reports_open ON reports (id) WHERE closed_at IS NULL;
      CREATE INDEX reports_about ON reports (reported_id);

      CREATE TABLE admin_acts (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        by_id integer,
        by_name text NOT NULL,
        origin text NOT NULL,
        act text NOT NULL,
        about text NOT NULL CHECK (about IN ('person', 'group', 'report')),
        about_id integer NOT NULL,
        about_name text NOT NULL,
        note text NOT NULL DEFAULT ''
      );
      CREATE INDEX admin_acts_about ON admin_acts (about, about_id, id);
      CREATE FUNCTION refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'What administrators did is kept as it was.'; END $$;
      CREATE TRIGGER admin_acts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON admin_acts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_forget();

      CREATE TABLE instances (
        id text PRIMARY KEY,
        name text NOT NULL,
        version text NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        health jsonb NOT NULL
      );
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP TABLE instances, admin_acts;
      DROP FUNCTION refuse_to_forget;
      DROP INDEX reports_open, reports_about, sessions_ended, users_deleted;
      ALTER TABLE reports DROP COLUMN closed_at, DROP COLUMN closed_by, DROP COLUMN note;
      ALTER TABLE users DROP COLUMN deleted_at;
    `);
  }
}
