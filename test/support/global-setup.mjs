import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import 'reflect-metadata';
import '../../scripts/lib/typescript.mjs';
import { guard, temporaryFolder } from './guard.mjs';

const TEMPLATE = 'parley_template';

/** One PostgreSQL for the whole run, and in it a migrated database that every test file gets its own copy of. */
export default async function prepare() {
  process.env.NODE_ENV = 'test';
  const { startEmbeddedPostgres } = await import('../../src/database/embedded-postgres.ts');
  const folder = temporaryFolder('run');
  const settings = { max_connections: '300', shared_buffers: '128MB' };
  const database = await startEmbeddedPostgres({ dataDir: folder, durable: false, settings });
  guard('pid', readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  globalThis.parleyDatabase = database;
  process.env.PARLEY_TEST_DATABASE = database.url;
  await makeTemplate(database.url);
}

async function makeTemplate(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const { migrate } = await import('../../src/database/migrate.ts');
  await migrate(url.replace('/parley?', `/${TEMPLATE}?`));
}
