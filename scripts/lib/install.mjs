import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';
import { quietly, root, say } from './run.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.parley-installed');
const lockFile = join(root, 'package-lock.json');

/** Brings node_modules to what the lock file says, if it is not there yet. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    say('node_modules is a link and differs from package-lock.json; install where it leads to.');
    return;
  }
  await alone(async () => {
    if (!isInstalled()) await install();
  });
}

async function install() {
  const since = Date.now();
  say('Installing packages by the lock file (once, about half a minute) …');
  // What NODE_ENV=production or the user's settings leave out is needed here: the build tools are among it.
  const flags = ['--include=dev', '--include=optional', '--include=peer', '--ignore-scripts', '--prefer-offline'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm && /\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
  await quietly(command, [...first, 'ci', ...flags, ...quiet], {
    failure: 'The packages could not be installed; see above. Without a network, copy node_modules from elsewhere.',
    shell: process.platform === 'win32' && !npm,
  });
  mark();
  say(`Installed in ${Math.round((Date.now() - since) / 1000)} s.`);
}

function isInstalled() {
  if (read(stamp) === fingerprint()) return true;
  const hidden = read(join(modules, '.package-lock.json'));
  if (!hidden || !agrees(JSON.parse(readFileSync(lockFile, 'utf8')), JSON.parse(hidden))) return false;
  mark();
  return true;
}

/** Whether npm's record of what it installed has every package of the lock file, but for those of other systems. */
function agrees(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional, link }]) => {
    const found = installed.packages[path];
    if (!found) return path === '' || Boolean(optional || link);
    return found.version === version && (!integrity || !found.integrity || found.integrity === integrity);
  });
}

function mark() {
  try {
    writeFileSync(stamp, fingerprint());
  } catch {
    // A folder that may only be read is compared again at the next start.
  }
}

const fingerprint = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
