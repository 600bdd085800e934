import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../../config/start-error.js';
import type { Account } from './account.js';

export const CLEAN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
export const DATABASE_USER = 'parley';
const NAMELESS = 'could not look up effective user ID';

type Making = {
  data: string;
  native: string;
  account: Account | undefined;
  durable: boolean;
  log: (line: string) => void;
};

/** Makes the folder of a new database beside its final name and renames it when whole, so that a half-made one never counts. */
export async function makeDataFolder({ data, native, account, durable, log }: Making): Promise<void> {
  removeDrafts(data);
  if (isWhole(data)) {
    assertVersion(data, native);
    return handOver(data, account);
  }
  setAside(data, log);
  const draft = `${data}.new-${process.pid}`;
  mkdirSync(draft, { mode: 0o700 });
  if (account) chownSync(draft, account.uid, account.gid);
  const args = ['-D', draft, '-U', DATABASE_USER, '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  const locale = ['--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
  await initdb(join(native, 'bin/initdb'), [...args, ...locale, ...(durable ? [] : ['--no-sync'])], account);
  renameSync(draft, data);
  flushFolder(dirname(data));
}

/** Data that root has copied here, such as from a backup, belongs to root, and PostgreSQL would refuse it. */
function handOver(data: string, account: Account | undefined): void {
  if (!account || statSync(data).uid === account.uid) return;
  execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, data]);
  chmodSync(data, 0o700);
}

const isWhole = (data: string) => existsSync(join(data, 'PG_VERSION')) && existsSync(join(data, 'global/pg_control'));

function assertVersion(data: string, native: string): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const brought = /PostgreSQL (\d+)/.exec(readFileSync(join(native, 'share/postgresql/postgres.bki'), 'latin1'))?.[1];
  if (brought === undefined || made === brought) return;
  throw new StartError(
    `${data} was made by PostgreSQL ${made} and Parley now brings ${brought}; serve it with PostgreSQL ${made} by DATABASE_URL, or set DATA_DIR to a new folder.`,
  );
}

function removeDrafts(data: string): void {
  const prefix = `${basename(data)}.new-`;
  for (const name of readdirSync(dirname(data))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(data), name), { recursive: true, force: true });
  }
}

/** Something incomplete stands where the data belongs. It may be all that is left of somebody's data, so it is kept. */
function setAside(data: string, log: (line: string) => void): void {
  if (!lstatSync(data, { throwIfNoEntry: false })) return;
  if (readdirSync(data).length === 0) return rmSync(data, { recursive: true });
  const aside = `${data}.incomplete-${Date.now()}`;
  renameSync(data, aside);
  log(`${data} was not a whole database and is now ${aside}; a new one is made.`);
}

async function initdb(program: string, args: string[], account: Account | undefined): Promise<void> {
  let said = await run(program, args, account);
  if (said?.includes(NAMELESS)) {
    // As a user without a name (containers run so) initdb does not work; in a user namespace of its own it has one.
    const renamed = ['--user', '--map-user=65534', '--map-group=65534', program, ...args];
    if ((await run('unshare', renamed, account)) === undefined) said = undefined;
  }
  if (said !== undefined) throw new StartError(refusal(said));
}

/** Undefined when it went well, else what the program complained about. */
function run(program: string, args: string[], account: Account | undefined): Promise<string | undefined> {
  const identity = { uid: account?.uid, gid: account?.gid };
  const child = spawn(program, args, {
    cwd: '/',
    env: CLEAN_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identity,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : said || `${program} ended with code ${code}`));
  });
}

function refusal(said: string): string {
  if (said.includes(NAMELESS)) {
    return `PostgreSQL needs a name for the account it runs as, and user ${process.getuid?.()} has none in /etc/passwd; add one, or set DATABASE_URL to a PostgreSQL of your own.`;
  }
  return `PostgreSQL could not make its data folder: ${said.trim().replaceAll('\n', ' ')}`;
}

function flushFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
