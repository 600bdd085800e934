import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** Tables that libraries read and write by themselves. */
const OF_LIBRARIES = ['migrations', 'web_sessions'];

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
