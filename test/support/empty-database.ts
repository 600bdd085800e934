import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { TestDatabase } from './database.js';

/** A database without a single table, in the PostgreSQL of this test run. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `empty_${process.env.JEST_WORKER_ID ?? 0}_${randomBytes(6).toString('hex')}`;
  const url = new URL(process.env.PARLEY_TEST_DATABASE!);
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`CREATE DATABASE ${name} TEMPLATE template0`);
  const own = new URL(url);
  own.pathname = name;
  return { url: own.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
