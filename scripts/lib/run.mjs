import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const say = (line) => process.stderr.write(`${line}\n`);

/** A reason to stop that needs no stack. */
export class Stop extends Error {}

/** Runs a program and keeps what it says; answers with that and its exit code. */
export async function heard(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return { code: await ended(child), said };
}

/** Runs a program quietly; what it said is shown only when it fails. */
export async function quietly(command, args, options = {}) {
  const { code, said } = await heard(command, args, options);
  if (code === 0) return;
  say(said.trim());
  throw new Stop(options.failure ?? `${command} ${args.join(' ')} failed.`);
}

/** Runs a program that has the terminal; answers with its exit code. */
export const openly = (command, args, options = {}) =>
  ended(spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options }));

/** A signal to us is passed on, and we end after the child. A second one, as the terminal and npm send, is harmless. */
function ended(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Stop(`${child.spawnfile} cannot be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(signal === 'SIGINT' ? 130 : 143);
      resolve(code ?? 1);
    });
  });
}

/** The outermost frame of a script: failures are sentences. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    const lines = error instanceof Stop ? [error.message] : error?.lines;
    if (!Array.isArray(lines)) throw error;
    for (const line of lines) say(line);
    process.exit(1);
  }
}
