import { totalmem } from 'node:os';
import type { Client } from 'pg';
import { StartError } from '../../config/start-error.js';

export type Settings = Readonly<Record<string, string>>;

/** Nothing acknowledged may be lost when the machine stops: these are given on the command line, which wins over files. */
const DURABLE: Settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
const SAFE_COMMITS = ['on', 'local', 'remote_write', 'remote_apply'];

/** What this process may use, which in a container is less than what the machine has. */
const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);

/** For a chat server on a small machine: many short statements, few connections, no waiting for a query compiler. */
export function settingsFor(socketFolder: string, own: Settings): Settings {
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: memory > 2 * 2 ** 30 ? '256MB' : '64MB',
    effective_cache_size: `${Math.floor(memory / 2 / 2 ** 20)}MB`,
    random_page_cost: '1.1',
    wal_compression: 'pglz',
    max_wal_size: '1GB',
    min_wal_size: '80MB',
    checkpoint_timeout: '15min',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    idle_in_transaction_session_timeout: '60s',
    // The server's log may hold no row, parameter or message text: errors reach the application anyway.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    ...DURABLE,
    ...own,
  };
}

export async function assertDurable(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [Object.keys(DURABLE)],
  );
  const unsafe = rows.filter(({ name, setting }) =>
    name === 'synchronous_commit' ? !SAFE_COMMITS.includes(setting) : setting !== 'on',
  );
  if (!unsafe.length) return;
  const list = unsafe.map(({ name, setting }) => `${name} is ${setting}`).join(' and ');
  throw new StartError(`The database would lose acknowledged messages in a crash (${list}); set these to on.`);
}
