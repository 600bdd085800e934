import { Client } from 'pg';
import { StartError } from '../../config/start-error.js';
import { MIGRATION_LOCK } from '../migrate.js';
import { type Closing, FORMAT, type Manifest, type Part, RowHash, writeBackup } from './backup-file.js';
import { type Ask, PLAIN, quoted, rowsOf, type Table, tablesOf } from './rows.js';

interface Made {
  manifest: Manifest;
}

/** Writes one snapshot of the database into a file, while whoever uses the database goes on. */
export async function makeBackup(url: string, path: string, serverVersion: string): Promise<Made> {
  const client = new Client({ connectionString: url, application_name: 'parley backup', keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  const ask: Ask = async (statement, values) => (await client.query(statement, values)).rows;
  try {
    await client.query(PLAIN);
    const tables = await beginSnapshot(ask);
    const manifest: Manifest = {};
    await writeBackup(path, partsOf(ask, { tables, manifest, serverVersion }));
    return { manifest };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** No table changes its form from here on. Migrations that run are waited for, later ones wait for us. */
async function beginSnapshot(ask: Ask): Promise<Table[]> {
  await ask('SELECT pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
  await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const [{ there } = { there: null }] = await ask<{ there: string | null }>(
    `SELECT to_regclass('public.migrations')::text AS there`,
  );
  if (!there) throw new StartError('There is nothing to keep: no server has used this database yet.');
  const tables = await tablesOf(ask);
  await ask(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(', ')} IN ACCESS SHARE MODE`);
  await ask('SELECT pg_advisory_unlock_shared($1)', [MIGRATION_LOCK]);
  return tables;
}

interface Content {
  tables: Table[];
  /** Is filled. */
  manifest: Manifest;
  serverVersion: string;
}

async function* partsOf(ask: Ask, { tables, manifest, serverVersion }: Content): AsyncGenerator<Part> {
  const migrations = await ask<{ name: string }>('SELECT name FROM migrations ORDER BY timestamp');
  const [now] = await ask<{ made_at: Date }>('SELECT now() AS made_at');
  yield {
    opening: {
      parley_backup: FORMAT,
      made_at: now!.made_at.toISOString(),
      server_version: serverVersion,
      migrations: migrations.map(({ name }) => name),
    },
  };
  for (const table of tables) {
    yield { table: table.name };
    const hash = new RowHash();
    for await (const row of rowsOf(ask, table)) {
      hash.add(row);
      yield { row };
    }
    manifest[table.name] = hash.result;
  }
  // Sequences know no snapshot: asked for last, they are beyond every id that was read.
  yield { closing: { tables: manifest, sequences: await sequencesOf(ask) } };
}

/** Also of tables that are left out, so that an id in an old token never becomes somebody else's. */
async function sequencesOf(ask: Ask): Promise<Closing['sequences']> {
  const rows = await ask<{ column: string; last: string | number | null }>(
    `SELECT c.table_name || '.' || c.column_name AS column, s.last_value AS last
     FROM information_schema.columns c
     JOIN pg_sequences s
       ON format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(format('%I.%I', c.table_schema, c.table_name), c.column_name)
     WHERE c.table_schema = 'public' AND c.is_identity = 'YES' ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ column, last }) => [column, last === null ? null : Number(last)]));
}
