import type { MigrationInterface, QueryRunner } from 'typeorm';

const CHECKS = [
  ['chats', 'chats_kind_check', `kind IN ('private', 'group', 'channel', 'server')`],
  ['chats', 'chats_check', `kind = 'private' OR low_id IS NULL`],
  ['memberships', 'memberships_role_check', `role IN ('owner', 'admin', 'member')`],
  ['read_ranges', 'read_ranges_check', 'from_seq <= to_seq'],
];

/**
 * No CHECK on what every message and receipt updates. PostgreSQL reads and plans each anew for every statement
 * (ExecRelCheck, execMain.c), 10 to 18 µs each. What they forbade nobody can ask for: the code names each value. What
 * people write keeps its own.
 *
 * One table at a time: whoever writes meanwhile locks several, and the two would wait for each other.
 */
export class UncheckedWrites1763600000011 implements MigrationInterface {
  readonly transaction = false;

  async up(query: QueryRunner): Promise<void> {
    for (const [table, name] of CHECKS) await query.query(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${name}`);
  }

  async down(query: QueryRunner): Promise<void> {
    await this.up(query);
    for (const [table, name, rule] of CHECKS)
      await query.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${rule})`);
  }
}
