// Cleans up after a test run, however it ends: lines on stdin name processes and folders ("pid 123", "folder /tmp/x"),
// and when stdin closes, because the run is over or was killed, they go. Run detached, so that Ctrl-C does not reach it.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const pids = [];
const folders = [];

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...rest] = line.split(' ');
  if (kind === 'pid') pids.push(Number(rest[0]));
  if (kind === 'folder') folders.push(rest.join(' '));
}

const signal = (pid, name) => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

for (const pid of pids) signal(pid, 'SIGTERM');
for (const deadline = Date.now() + 2000; Date.now() < deadline && pids.some((pid) => signal(pid, 0));) await sleep(10);
// SIGQUIT makes PostgreSQL stop at once together with its children; what else is left gets SIGKILL.
for (const name of ['SIGQUIT', 'SIGKILL']) {
  for (const pid of pids) signal(pid, name);
  for (const deadline = Date.now() + 1500; Date.now() < deadline && pids.some((pid) => signal(pid, 0));)
    await sleep(10);
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
