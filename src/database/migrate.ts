import { openDatabase } from './data-source.js';

/** Any fixed number: whoever holds this advisory lock migrates, the others wait and find nothing left to do. */
export const MIGRATION_LOCK = 7_275_539;

/**
 * Brings the schema up to date; two instances that start at once run each migration once. It has connections of its
 * own, because a migration may take longer than any statement of the running server.
 */
export async function migrate(url: string): Promise<void> {
  const database = await openDatabase(url, { poolSize: 2, statementSeconds: 0 });
  try {
    const lock = database.createQueryRunner();
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await database.runMigrations();
    await lock.release();
  } finally {
    // Closing the connections gives the lock back.
    await database.destroy();
  }
}
