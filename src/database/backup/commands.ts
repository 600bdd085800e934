import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnvironment } from '../../config/env.js';
import { StartError } from '../../config/start-error.js';
import { startEmbeddedPostgres } from '../embedded-postgres.js';
import { checkOwnPostgres } from '../own-postgres.js';
import { type Manifest, readBackup } from './backup-file.js';
import { makeBackup } from './make-backup.js';
import { restoreBackup } from './restore-backup.js';

const SIGNED_OUT = 'Sign-ins are not kept: after a restore everybody signs in again, and tokens of before are refused.';

export interface Asked {
  args: string[];
  /** Where the command was given: what relative paths begin at. */
  folder: string;
  serverVersion: string;
}

/** npm run backup [-- <file>]. Answers what to print; throws a StartError a person can act on. */
export async function backup({ args, folder, serverVersion }: Asked): Promise<string[]> {
  const { file, options } = readArguments(args);
  if (options.length)
    throw new StartError('npm run backup [-- <file>]: writes everything but sign-ins into a new file.');
  const path = resolve(folder, file ?? `parley-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}.backup.gz`);
  const { dataDir, databaseUrl } = readEnvironment();
  if (!databaseUrl && !existsSync(dataDir))
    throw new StartError(`There is nothing to keep: ${dataDir} does not exist. Set DATABASE_URL or DATA_DIR.`);
  const began = performance.now();
  const { manifest } = await withDatabase((url) => makeBackup(url, path, serverVersion));
  return [...tableOf(manifest), `${path} was written in ${secondsSince(began)} s.`, SIGNED_OUT];
}

/** npm run restore -- <file>, or with --check to look only whether the file is whole. */
export async function restore({ args, folder }: Asked): Promise<string[]> {
  const { file, options } = readArguments(args);
  const checks = options[0] === '--check' && options.length === 1;
  if (file === undefined || (options.length > 0 && !checks)) {
    throw new StartError(
      'npm run restore -- <file>: fills an empty database (DATABASE_URL, or the built-in one in DATA_DIR) from a backup.',
      'npm run restore -- <file> --check: looks only whether the file is whole, without a database.',
    );
  }
  const path = resolve(folder, file);
  if (checks) return [...tableOf(await manifestIn(path)), `${path} is whole.`];
  const began = performance.now();
  await manifestIn(path);
  const { opening, manifest } = await withDatabase((url) => restoreBackup(url, path));
  return [
    ...tableOf(manifest),
    `Restored in ${secondsSince(began)} s, as it was at ${opening.made_at}; every table was read again and is the same.`,
    SIGNED_OUT,
  ];
}

function readArguments(args: string[]): { file: string | undefined; options: string[] } {
  const options = args.filter((arg) => arg.startsWith('-'));
  const [file, ...more] = args.filter((arg) => !arg.startsWith('-'));
  if (more.length) throw new StartError(`One file is enough; ${more.join(' ')} is too much.`);
  return { file, options };
}

async function manifestIn(path: string): Promise<Manifest> {
  let manifest: Manifest = {};
  for await (const part of readBackup(path)) if ('closing' in part) manifest = part.closing.tables;
  return manifest;
}

async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readEnvironment();
  if (databaseUrl) {
    await checkOwnPostgres(databaseUrl);
    return work(databaseUrl);
  }
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

const tableOf = (manifest: Manifest): string[] =>
  Object.entries(manifest).map(
    ([name, { rows, sha256 }]) => `${name.padEnd(20)}${String(rows).padStart(12)}  ${sha256}`,
  );

const secondsSince = (began: number) => ((performance.now() - began) / 1000).toFixed(1);
