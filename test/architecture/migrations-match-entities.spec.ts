import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** Tables that libraries read and write by themselves. */
const OF_LIBRARIES = ['migrations', 'web_sessions'];
const UPDATED_MOST = ['chats', 'memberships', 'read_ranges'];

describe('what the migrations make', () => {
  let made: TestDatabase;
  let database: DataSource;
  beforeAll(async () => {
    made = await freshDatabase();
    database = await createDataSource(made.url, { poolSize: 1 }).initialize();
  });
  afterAll(async () => {
    await database.destroy();
    await made.drop();
  });

  const columnsOf = async (table: string): Promise<string[]> => {
    const rows: Record<'name' | 'type' | 'nullable' | 'identity', string>[] = await database.query(
      `SELECT column_name AS name, data_type AS type, is_nullable AS nullable, is_identity AS identity
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
      [table],
    );
    return rows.map(({ name, type, nullable, identity }) => described({ name, type, nullable, identity })).toSorted();
  };
  const described = ({ name, type, nullable, identity }: Record<'name' | 'type' | 'nullable' | 'identity', string>) =>
    `${name}: ${type}${nullable === 'YES' ? ' or null' : ''}${identity === 'YES' ? ', counted' : ''}`;

  it('has people with a profile, chats of two and groups that are more than chats', async () => {
    const named = async (table: string) => (await columnsOf(table)).map((column) => column.split(':')[0]);
    expect(await named('chats')).toContain('kind');
    expect(await named('private_chats')).toEqual(['chat_id', 'high_id', 'low_id']);
    expect(await named('users')).toEqual(
      expect.arrayContaining(['display_name', 'first_name', 'last_name', 'email', 'bio', 'lastseen']),
    );
    expect(await named('groups')).toEqual(
      expect.arrayContaining(['chat_id', 'name', 'description', 'visibility', 'code']),
    );
  });

  it('keeps no picture longer than whose it is', async () => {
    const kept: { name: string; goes: boolean }[] = await database.query(`
      SELECT t.table_name AS name, EXISTS (SELECT FROM pg_constraint c
        WHERE c.conrelid = t.table_name::regclass AND c.contype = 'f' AND c.confdeltype = 'c') AS goes
      FROM information_schema.columns t
      WHERE t.table_schema = 'public' AND t.column_name = 'bytes' AND t.data_type = 'bytea' ORDER BY 1`);

    expect(kept).toEqual(['avatars', 'group_icons', 'server_banners'].map((name) => ({ name, goes: true })));
  });

  it('is, column by column, what the entities say', async () => {
    expect(database.entityMetadatas.length).toBeGreaterThan(8);
    for (const entity of database.entityMetadatas) {
      const said = entity.columns.map((column) =>
        described({
          name: column.databaseName,
          type: database.driver.normalizeType(column),
          nullable: column.isNullable ? 'YES' : 'NO',
          identity: String(column.generationStrategy) === 'identity' ? 'YES' : 'NO',
        }),
      );

      expect([entity.tableName, await columnsOf(entity.tableName)]).toEqual([entity.tableName, said.toSorted()]);
    }
  });

  it('has no CHECK on what every message and receipt updates: PostgreSQL would read and plan it for each statement', async () => {
    const checked: { name: string }[] = await database.query(
      "SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'c' ORDER BY 1",
    );

    expect(checked.map(({ name }) => name).filter((name) => UPDATED_MOST.includes(name))).toEqual([]);
    expect(checked).toContainEqual({ name: 'messages' });
  });

  it('has no table that no entity describes', async () => {
    const tables: { name: string }[] = await database.query(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const known = [...database.entityMetadatas.map(({ tableName }) => tableName), ...OF_LIBRARIES];

    expect(tables.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('can be taken back to nothing and made again', async () => {
    const other = await freshDatabase();
    const source = await createDataSource(other.url, { poolSize: 1 }).initialize();
    const count = source.migrations.length;

    for (let n = 0; n < count; n++) await source.undoLastMigration();
    const left = await source.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'",
    );
    const again = await source.runMigrations();
    await source.destroy();
    await other.drop();

    expect(left).toEqual([]);
    expect(again).toHaveLength(count);
  });
});
