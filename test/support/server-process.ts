import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { guard } from './guard.mjs';

/** The built server as a process of its own, so that it can be killed. */
export class ServerProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when the server says that it is ready. */
  static async start(env: Record<string, string>): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    guard('pid', String(child.pid));
    const said: string[] = [];
    child.stderr.on('data', (data) => said.push(String(data)));
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      const [, url] = /ready at (http\S+)/.exec(line) ?? [];
      if (url) {
        child.stdout.resume();
        return new ServerProcess(url, child);
      }
    }
    throw new Error(`The server ended before it was ready:\n${said.join('\n')}`);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Kills without warning (SIGKILL) or asks to stop (SIGTERM); resolves with the exit code when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = await gone;
    return code;
  }
}
