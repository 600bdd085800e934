import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../config/start-error.js';
import type { Account } from './account.js';
import { CLEAN_ENVIRONMENT } from './data-folder.js';
import { isPostmasterOf, isRunning } from './processes.js';
import type { Settings } from './settings.js';

export type Postmaster = { readonly pid: number; readonly sockets: string };
export type Launch = {
  data: string;
  native: string;
  account: Account | undefined;
  logFile: string;
  settings: Settings;
};

const READY_MS = 120_000;
const STALE_LOCK_MS = 15_000;
const FAST_STOP_MS = 10_000;
const LARGEST_LOG = 5_000_000;
const STALE_LOCK = /lock file .* already exists|pre-existing shared memory block/;

/** The server that already runs on this data, once it takes connections: an orphan of a killed server, or one that is shared. */
export async function findRunning(data: string): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(10)) {
    const status = statusOf(data);
    if (!status) return undefined;
    if (!isPostmasterOf(status.pid, data)) return disown(data, status.pid);
    if (status.phase === 'ready') return { pid: status.pid, sockets: status.sockets };
  }
  throw new StartError(`The database in ${data} is not ready after two minutes; see postgres.log beside it.`);
}

/** Whether anybody can still connect: cleaners of temp folders remove sockets, too. */
export const hasSocket = ({ sockets }: Postmaster): boolean => existsSync(join(sockets, '.s.PGSQL.5432'));

/** Starts a server of its own session, so that Ctrl-C reaches it only through us, after everything else has drained. */
export async function launch(order: Launch): Promise<Postmaster> {
  for (const deadline = Date.now() + STALE_LOCK_MS; ; await sleep(100)) {
    removeOldSockets(order.settings.unix_socket_directories ?? '');
    const outcome = await launchOnce(order);
    if (typeof outcome !== 'string') return outcome;
    // After kill -9 of the postmaster its backends need a moment to notice and to let go of the data.
    if (STALE_LOCK.test(outcome) && Date.now() < deadline) continue;
    throw new StartError(
      `PostgreSQL did not start: ${outcome.trim().split('\n').slice(-3).join(' ')} (see ${order.logFile})`,
    );
  }
}

async function launchOnce({ data, native, account, logFile, settings }: Launch): Promise<Postmaster | string> {
  shorten(logFile);
  const log = openSync(logFile, 'a+', 0o600);
  const from = statSync(logFile).size;
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...flagsOf(settings)], {
    cwd: '/',
    detached: true,
    env: CLEAN_ENVIRONMENT,
    stdio: ['ignore', log, log],
    uid: account?.uid,
    gid: account?.gid,
  });
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', () => (failure ??= tailOf(log, from)));
  child.unref();
  try {
    for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(4)) {
      if (failure !== undefined) return failure;
      const status = statusOf(data);
      if (status?.pid === child.pid && status?.phase === 'ready') return { pid: status.pid, sockets: status.sockets };
    }
    return 'it is not ready after two minutes';
  } finally {
    child.removeAllListeners('exit');
    closeSync(log);
  }
}

/** Stops the server after the statements under way; by force when it does not listen, which costs a recovery at the next start. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isPostmasterOf(pid, data)) return;
    process.kill(pid, signal);
    for (const deadline = Date.now() + FAST_STOP_MS; isRunning(pid) && Date.now() < deadline;) await sleep(5);
  }
}

const DYING_MS = 1000;

/** Whether the process is gone, or goes within a second. */
export async function ends(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + DYING_MS; isRunning(pid) && Date.now() < deadline;) await sleep(5);
  return !isRunning(pid);
}

type Status = { pid: number; sockets: string; phase: string };

function statusOf(data: string): Status | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1
      ? { pid, sockets: lines[4] ?? '', phase: (lines[7] ?? '').trim() }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The number in the lock file is of a dead server and may meanwhile be of a stranger, or of a zombie, in whose favour
 * PostgreSQL would refuse to start. The other lines stay: by them it finds backends that still hold the memory.
 */
function disown(data: string, pid: number): undefined {
  if (!answersSignals(pid)) return undefined;
  const path = join(data, 'postmaster.pid');
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [String(2 ** 22 + 1), ...rest].join('\n'));
  return undefined;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const flagsOf = (settings: Settings) =>
  Object.entries(settings).flatMap(([name, setting]) => ['-c', `${name}=${setting}`]);

function removeOldSockets(folder: string): void {
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(folder, name), { force: true });
}

function shorten(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > LARGEST_LOG) renameSync(logFile, `${logFile}.1`);
}

function tailOf(fd: number, from: number): string {
  const buffer = Buffer.alloc(4000);
  return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, from)) || 'it ended without a word';
}
