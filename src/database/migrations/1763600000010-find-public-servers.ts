import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of servers never walks through the private ones, however many there are. */
export class FindPublicServers1763600000010 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE INDEX groups_public_servers ON groups (chat_id) WHERE visibility = 'public' AND kind = 'server';
      CREATE INDEX groups_public_servers_called ON groups (name_key text_pattern_ops)
        WHERE visibility = 'public' AND kind = 'server';
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP INDEX groups_public_servers, groups_public_servers_called');
  }
}
