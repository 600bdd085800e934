import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import 'reflect-metadata';
import '../../scripts/lib/typescript.mjs';
import { bundlePackages } from './bundled-packages.mjs';
import { guard, temporaryFolder } from './guard.mjs';

const TEMPLATE = 'parley_template';

/** One PostgreSQL for the whole run, and in it a migrated database that every test file gets its own copy of. */
export default async function prepare() {
  await bundlePackages();
  await forgetSurroundings();
  process.env.NODE_ENV = 'test';
  const url = process.env.TEST_DATABASE_URL ?? (await startPostgres());
  process.env.PARLEY_TEST_DATABASE = url;
  await administer(url, `DROP DATABASE IF EXISTS ${TEMPLATE}`, `CREATE DATABASE ${TEMPLATE}`);
  const template = new URL(url);
  template.pathname = TEMPLATE;
  const { migrate } = await import('../../src/database/migrate.ts');
  await migrate(template.href);
}

/** What a developer has set for the server must not steer the tests, least of all towards a real database. */
async function forgetSurroundings() {
  const { variables } = await import('../../src/config/variables.ts');
  for (const name of Object.keys(variables.shape)) delete process.env[name];
}

async function startPostgres() {
  const { startEmbeddedPostgres } = await import('../../src/database/embedded-postgres.ts');
  const folder = temporaryFolder('run');
  const settings = { max_connections: '300', shared_buffers: '128MB' };
  const database = await startEmbeddedPostgres({ dataDir: folder, durable: false, settings });
  guard('pid', readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  globalThis.parleyDatabase = database;
  return database.url;
}

async function administer(url, ...statements) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
