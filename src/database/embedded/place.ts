import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from '../../config/start-error.js';
import { type Account, mayReach } from './account.js';

/** The shortest limit for the path of a socket among the systems we know, without the name inside the folder. */
const LONGEST_SOCKET_FOLDER = 103 - '/.s.PGSQL.5432'.length;
const PUBLIC_ROOTS = ['/var/lib/parley', '/var/tmp/parley'];

/** A folder every account may enter, for what root keeps where the database's account cannot follow. */
export function elsewhere(): string {
  for (const root of PUBLIC_ROOTS) {
    try {
      mkdirSync(root, { recursive: true });
      chmodSync(root, 0o711);
      return root;
    } catch {
      continue;
    }
  }
  return mkdtempSync(join(tmpdir(), 'parley-'));
}

/**
 * The real folder of the database's files. It is `pg` in the data folder, or what the link of that name points to
 * where root keeps the data folder below one that the database's account may not enter.
 */
export function dataPlace(dataDir: string, account: Account | undefined, log: (line: string) => void): string {
  const pg = join(dataDir, 'pg');
  const unfinishedLink = join(dataDir, 'pg.link');
  if (!existsSync(pg) && lstatSync(unfinishedLink, { throwIfNoEntry: false })) renameSync(unfinishedLink, pg);
  assertLeadsSomewhere(pg);
  if (existsSync(pg) ? mayReach(dirname(realpathSync(pg)), account) : mayReach(dataDir, account)) return realPath(pg);
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12);
  const home = join(elsewhere(), `${name}-${randomBytes(4).toString('hex')}`);
  mkdirSync(home, { mode: 0o711 });
  chmodSync(home, 0o711);
  const there = join(home, 'pg');
  log(`PostgreSQL runs as ${account?.name}, who may not enter ${dataDir}: its data is in ${there}, linked from ${pg}.`);
  if (existsSync(pg)) execFileSync('cp', ['-a', pg, there]);
  symlinkSync(there, unfinishedLink);
  if (existsSync(pg)) renameSync(pg, `${pg}.before-move-${Date.now()}`);
  renameSync(unfinishedLink, pg);
  return there;
}

const realPath = (pg: string) => (existsSync(pg) ? realpathSync(pg) : join(realpathSync(dirname(pg)), 'pg'));

function assertLeadsSomewhere(pg: string): void {
  if (existsSync(pg) || !lstatSync(pg, { throwIfNoEntry: false })) return;
  throw new StartError(
    `${pg} leads to ${readlinkSync(pg)}, which is not there; bring it back, or delete the link to begin with an empty database.`,
  );
}

/** A folder that only the database's account (and root) can enter: who cannot open the socket cannot sign in. */
export function socketPlace(data: string, account: Account | undefined): string {
  const beside = join(dirname(data), 'pg-socket');
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_FOLDER) return privateFolder(beside, account);
  const name = `parley-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const shortest = [tmpdir(), '/tmp'].find((root) => Buffer.byteLength(join(root, name)) <= LONGEST_SOCKET_FOLDER);
  return privateFolder(join(shortest ?? '/tmp', name), account);
}

/** Leaves nothing in the shared temp folder. */
export function leaveSocketPlace(place: string, data: string): void {
  if (dirname(place) !== dirname(data)) rmSync(place, { recursive: true, force: true });
}

/** Makes the folder, or a fresh one beside it where somebody else was first: a shared temp folder is open to all. */
function privateFolder(path: string, account: Account | undefined): string {
  const owner = account?.uid ?? process.getuid?.();
  mkdirIfMissing(path, account);
  const stat = lstatSync(path);
  if (stat.isDirectory() && stat.uid === owner) {
    chmodSync(path, 0o700);
    return path;
  }
  const fresh = mkdtempSync(`${path}-`);
  if (account) chownSync(fresh, account.uid, account.gid);
  return fresh;
}

function mkdirIfMissing(path: string, account: Account | undefined): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    if (account) chownSync(path, account.uid, account.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
