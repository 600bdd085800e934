import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { guard, temporaryFolder } from './guard.mjs';

const ROOT = join(import.meta.dirname, '../..');
const NOT_IN_A_CLONE = /^(node_modules|dist|data|coverage|bench|test|public\/assets|\.git|\.env|\.setup\.lock)(\/|$)/;
const BUILT = /^(dist|public\/assets)(\/|$)/;

export type Started = {
  readonly process: ChildProcess;
  /** Everything said so far, on both channels. */
  said(): string;
  /** Resolves with the address once it is ready; rejects when the process ends before. */
  ready: Promise<string>;
  ended: Promise<number | null>;
};

/** What a clone of this repository would hold, with the packages linked; `built` brings the build along. */
export function copyOfRepository({ built = true, packages = true } = {}): string {
  const folder = temporaryFolder('clone');
  const wanted = (path: string) => !NOT_IN_A_CLONE.test(path) || (built && BUILT.test(path));
  cpSync(ROOT, folder, { recursive: true, filter: (source) => wanted(relative(ROOT, source)) });
  if (packages) symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

export function start(
  folder: string,
  env: NodeJS.ProcessEnv = {},
  command = [process.execPath, 'scripts/start.mjs'],
): Started {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard('pid', child.pid ?? 0);
  let said = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const [, address] = /ready at (http\S+)/.exec(said) ?? [];
        if (address) resolve(address);
      });
    }
    void ended.then(() => reject(new Error(`It ended before it was ready:\n${said}`)));
  });
  ready.catch(() => undefined);
  return { process: child, said: () => said, ready, ended };
}
