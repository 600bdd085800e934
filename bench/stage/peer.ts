import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { guard } from '../../test/support/guard.mjs';

export const ROOT = join(import.meta.dirname, '../..');
/** Node runs the TypeScript of the bench as it is. */
export const TYPESCRIPT = ['--import', join(ROOT, 'scripts/lib/typescript.mjs')];

const READY = /ready at \S+:(\d+)/;
const PATIENCE_MS = 60_000;

/** A server process under load: the one that is measured, or a floor. */
export interface Peer {
  pid: number;
  port: number;
  /** From the start of the process to the line that says it is ready. */
  startMs: number;
  stop(): Promise<void>;
}

/** Starts a Node program and waits until it says where it is ready. */
export async function startPeer(args: string[], env: Record<string, string> = {}): Promise<Peer> {
  const since = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard('pid', child.pid!);
  const port = await portOf(child);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
  };
  return { pid: child.pid!, port, startMs: performance.now() - since, stop };
}

/** What a developer has set for the own server must not steer this one. */
const plainEnvironment = () => ({ PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR });

function portOf(child: ChildProcess): Promise<number> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${child.spawnargs.at(-1)} ${why}:\n${said}`));
    const timer = setTimeout(() => fail('did not get ready'), PATIENCE_MS).unref();
    child.once('exit', (code) => fail(`ended with ${code}`));
    const hear = (chunk: Buffer) => {
      said = (said + String(chunk)).slice(-20_000);
      const port = READY.exec(said)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
  });
}
