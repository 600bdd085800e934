import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { birthOf } from './births.mjs';

let guardian;

/** Hands processes and folders to a guardian that outlives this process and removes them when it ends. */
export function guard(kind, name) {
  guardian ??= start();
  guardian.stdin.write(kind === 'pid' ? `pid ${name} ${birthOf(name)}\n` : `${kind} ${name}\n`);
}

/** Ends the guard; resolves when everything it held is gone. */
export async function release() {
  if (!guardian) return;
  const gone = new Promise((resolve) => guardian.once('exit', resolve));
  // Started so that it keeps nobody alive; now it does, or a process with nothing else to do would end here.
  guardian.ref();
  guardian.stdin.end();
  guardian = undefined;
  await gone;
}

/** A folder that disappears with the run. Open to pass through: PostgreSQL enters it as another account when we are root. */
export function temporaryFolder(purpose = 'test') {
  const folder = mkdtempSync(join(tmpdir(), `parley-${purpose}-`));
  guard('folder', folder);
  chmodSync(folder, 0o711);
  return folder;
}

function start() {
  const child = spawn(process.execPath, [new URL('guardian.mjs', import.meta.url).pathname], {
    detached: true,
    // Not our own error channel: Jest would wait for it until the last folder is gone.
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.stdin.unref();
  return child;
}
