// npm run dev: like npm start, and again with every change of a source file.
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main, root, say, Stop } from './lib/run.mjs';

const WATCHED = ['src', 'views', 'public/css', 'ormconfig.ts'];
const QUIET_MS = 150;

let server;
let changed = true;
let ending = false;
let wake = () => undefined;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    ending = true;
    wake();
  });
}

// A signal during a build ends this process at once.
process.on('exit', () => server?.kill('SIGTERM'));

await main(async () => {
  await ensureInstalled();
  for (const path of WATCHED.map((name) => join(root, name)).filter(existsSync)) {
    watch(path, { recursive: true }, () => {
      changed = true;
      wake();
    });
  }
  while (!ending) {
    if (changed) await restart();
    else await new Promise((resolve) => (wake = resolve));
  }
  await stop();
  process.exit(0);
});

async function restart() {
  // Editors save in several steps, and a checkout touches many files.
  while (changed) {
    changed = false;
    await sleep(QUIET_MS);
  }
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return say(error.message);
  }
  await stop();
  if (ending) return;
  server = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  server.once('exit', () => (server = undefined));
}

async function stop() {
  if (!server) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  await gone;
}
