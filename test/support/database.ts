import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../src/database/data-source.js';

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** A database of one's own, migrated and empty, in the PostgreSQL of this test run. Takes some 20 ms. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${process.env.JEST_WORKER_ID ?? 0}_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE parley_template STRATEGY file_copy`);
  return { url: urlOf(name), drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** To arrange by: however many rows a test wants, and on however slow a machine, no statement is too long. */
export const openWithoutLimit = ({ url }: TestDatabase): Promise<DataSource> =>
  openDatabase(url, { statementSeconds: 0 });

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(name: string): string {
  const given = process.env.PARLEY_TEST_DATABASE;
  if (!given) throw new Error('There is no database: run this file with npm test, or with jest and its config.');
  const url = new URL(given);
  url.pathname = name;
  return url.href;
}
