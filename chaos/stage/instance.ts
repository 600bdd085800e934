import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from '../../test/support/guard.mjs';

export const ROOT = join(import.meta.dirname, '../..');
const READY = /ready at http/;
const PATIENCE_MS = 60_000;
const KEPT_LINES = 400;

/** The built server as a process that can be killed and comes back on the same port. */
export class Instance {
  /** What it said last, for whoever has to find out why. */
  readonly said: string[] = [];
  kills = 0;
  /** Ends that nobody asked for. */
  crashes = 0;
  private child?: ChildProcess;
  private asked = false;
  private starting?: Promise<number>;

  constructor(
    readonly port: number,
    /** May be changed between an end and the next start. */
    readonly env: Record<string, string>,
    private readonly flags: string[] = [],
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get runs(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when it says that it is ready, in how many ms; rejects when it ended before. */
  start(): Promise<number> {
    return (this.starting = this.begin());
  }

  private async begin(): Promise<number> {
    const since = performance.now();
    this.asked = false;
    const child = spawn(process.execPath, [...this.flags, 'dist/src/main.js'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(this.port), ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    guard('pid', child.pid!);
    child.once('exit', () => {
      if (!this.asked) this.crashes++;
    });
    await this.ready(child);
    return performance.now() - since;
  }

  /** Resolves when it serves, started anew where it has ended. */
  async back(): Promise<void> {
    await this.starting?.catch(() => undefined);
    if (!this.runs) await this.start();
  }

  async kill(): Promise<void> {
    this.kills++;
    await this.end('SIGKILL');
  }

  /** Asks it to stop; answers its exit code and how long that took. */
  async stop(): Promise<{ code: number | null; ms: number }> {
    const since = performance.now();
    const code = await this.end('SIGTERM');
    return { code, ms: performance.now() - since };
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.asked = true;
    if (!child || !this.runs) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  private async ready(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit').then(([code]) => this.fail(`ended with ${code}`));
    const spoken = new Promise<void>((resolve) => {
      const hear = (chunk: Buffer) => {
        this.said.push(...String(chunk).trimEnd().split('\n'));
        this.said.splice(0, this.said.length - KEPT_LINES);
        if (READY.test(String(chunk))) resolve();
      };
      child.stdout!.on('data', hear);
      child.stderr!.on('data', hear);
    });
    // Handled here too: it ends some day, when nobody waits for the start any more.
    ended.catch(() => undefined);
    const late = new AbortController();
    const tooLate = sleep(PATIENCE_MS, undefined, { signal: late.signal }).then(() => this.fail('is not ready'));
    tooLate.catch(() => undefined);
    await Promise.race([spoken, ended, tooLate]).finally(() => late.abort());
  }

  private fail(what: string): never {
    throw new Error(`The instance on ${this.port} ${what}:\n${this.said.slice(-20).join('\n')}`);
  }
}
