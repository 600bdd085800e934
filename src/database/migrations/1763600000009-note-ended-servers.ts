import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What administrators do may be about a server. Nothing that was noted is forgotten on the way back: it is about a group then. */
export class NoteEndedServers1763600000009 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE admin_acts DROP CONSTRAINT admin_acts_about_check,
        ADD CONSTRAINT admin_acts_about_check CHECK (about IN ('person', 'group', 'server', 'report'));
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE admin_acts DISABLE TRIGGER admin_acts_stay;
      UPDATE admin_acts SET about = 'group' WHERE about = 'server';
      ALTER TABLE admin_acts ENABLE TRIGGER admin_acts_stay;
      ALTER TABLE admin_acts DROP CONSTRAINT admin_acts_about_check,
        ADD CONSTRAINT admin_acts_about_check CHECK (about IN ('person', 'group', 'report'));
    `);
  }
}
