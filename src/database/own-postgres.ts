import { Client } from 'pg';
import { StartError } from '../config/start-error.js';

const PATIENCE_MS = 4000;
const LEAST_VERSION = 15;

/** Asks the PostgreSQL of DATABASE_URL whether it will do, so that a mistake is told in a sentence before anything starts. */
export async function checkOwnPostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version >= LEAST_VERSION) return;
    throw new StartError(`DATABASE_URL leads to PostgreSQL ${version}; Parley needs ${LEAST_VERSION} or later.`);
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(reasonOf(error as { code?: string; message: string }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

function reasonOf({ code, message }: { code?: string; message: string }): string {
  if (code === '28P01' || code === '28000')
    return `DATABASE_URL has a user or password that PostgreSQL refuses (${message}).`;
  if (code === '3D000') return `DATABASE_URL names a database that does not exist (${message}); create it first.`;
  return `DATABASE_URL leads to no PostgreSQL that answers (${code ?? message}); check the address and that it runs.`;
}
