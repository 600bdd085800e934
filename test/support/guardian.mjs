// Cleans up after a test run, however it ends: lines on stdin name processes and folders ("pid 123", "folder /tmp/x"),
// and when stdin closes, because the run is over or was killed, they go. Run detached, so that Ctrl-C does not reach it.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { birthOf } from './births.mjs';

const processes = [];
const folders = [];

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...rest] = line.split(' ');
  if (kind === 'pid') processes.push({ pid: Number(rest[0]), birth: rest[1] });
  if (kind === 'folder') folders.push(rest.join(' '));
}

const living = () => processes.filter(({ pid, birth }) => signal(pid, 0) && birthOf(pid) === birth);

// SIGQUIT makes PostgreSQL stop at once together with its children; what else is left gets SIGKILL.
for (const [name, patience] of [
  ['SIGTERM', 2000],
  ['SIGQUIT', 1500],
  ['SIGKILL', 1500],
]) {
  for (const { pid } of living()) signal(pid, name);
  for (const deadline = Date.now() + patience; Date.now() < deadline && living().length;) await sleep(10);
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
