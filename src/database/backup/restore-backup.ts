import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { StartError } from '../../config/start-error.js';
import { createDataSource, MIGRATIONS } from '../data-source.js';
import { migrate, MIGRATION_LOCK } from '../migrate.js';
import { type Closing, differences, type Manifest, type Opening, readBackup } from './backup-file.js';
import { type Ask, manifestOf, PLAIN, quoted } from './rows.js';

/** Rows and characters of one INSERT at the most. */
const ROWS = 2000;
const CHARACTERS = 4_000_000;

/**
 * Fills an empty database with what a backup holds: everything, found to be the same by reading it again, or nothing.
 * Then the database is brought to what this version needs.
 */
export async function restoreBackup(url: string, path: string): Promise<{ opening: Opening; manifest: Manifest }> {
  const opening = await openingOf(path);
  const database = createDataSource(url, { poolSize: 1, statementSeconds: 0 });
  database.setOptions({ migrations: migrationsOf(opening, path) });
  await database.initialize();
  let manifest: Manifest;
  try {
    manifest = await restored(database, path);
  } finally {
    await database.destroy();
  }
  await migrate(url);
  return { opening, manifest };
}

async function openingOf(path: string): Promise<Opening> {
  for await (const part of readBackup(path)) if ('opening' in part) return part.opening;
  throw new StartError(`${path} is empty.`);
}

/** The schema of the backup, of which this version must know every step. */
function migrationsOf({ migrations, server_version }: Opening, path: string): typeof MIGRATIONS {
  const known = MIGRATIONS.filter(({ name }) => migrations.includes(name));
  const strange = migrations.find((name) => !known.some((one) => one.name === name));
  if (strange) {
    throw new StartError(
      `${path} was made by Parley ${server_version}, which is newer than this one (it knows ${strange}). Restore it with that version.`,
    );
  }
  return known;
}

async function restored(database: DataSource, path: string): Promise<Manifest> {
  const runner = database.createQueryRunner();
  const ask: Ask = (statement, values) => runner.query(statement, values);
  try {
    await runner.query(PLAIN);
    // A server that starts meanwhile waits until this is over.
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await demandEmpty(ask);
    await runner.startTransaction();
    await makeTables(database, runner);
    const { tables, sequences } = await fill(ask, path);
    await setSequences(ask, sequences);
    const wrong = differences(tables, await manifestOf(ask));
    if (wrong.length) throw new StartError(`${wrong.join(', ')} came out otherwise than it was. Nothing was restored.`);
    await runner.commitTransaction();
    await runner.query('ANALYZE');
    return tables;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

async function demandEmpty(ask: Ask): Promise<void> {
  const [{ name } = { name: null }] = await ask<{ name: string | null }>(
    `SELECT min(relname) AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
  );
  if (name === null) return;
  throw new StartError(
    `The database is not empty (it has a table ${name}). A backup is restored into an empty one only, and nothing was changed.`,
    'Make a new database and set DATABASE_URL to it, or, for the built-in one, set DATA_DIR to a new folder.',
  );
}

async function makeTables(database: DataSource, runner: QueryRunner): Promise<void> {
  const migrations = new MigrationExecutor(database, runner);
  migrations.transaction = 'none';
  await migrations.executePendingMigrations();
}

async function fill(ask: Ask, path: string): Promise<Closing> {
  let closing: Closing | undefined;
  let table = '';
  let rows: string[] = [];
  let characters = 0;
  const insert = async () => {
    if (rows.length) await ask(insertInto(table), [`[${rows.join(',')}]`]);
    [rows, characters] = [[], 0];
  };
  for await (const part of readBackup(path)) {
    if ('row' in part) {
      characters += part.row.length;
      if (rows.push(part.row) >= ROWS || characters > CHARACTERS) await insert();
      continue;
    }
    await insert();
    if ('table' in part) ({ table } = part);
    if ('closing' in part) ({ closing } = part);
  }
  // The reader has thrown where the end is missing.
  return closing!;
}

const insertInto = (table: string) =>
  `INSERT INTO ${quoted(table)} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${quoted(table)}, $1::json)`;

async function setSequences(ask: Ask, sequences: Closing['sequences']): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    const [table = '', column = ''] = name.split('.');
    if (last !== null) await ask('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [quoted(table), column, last]);
  }
}
