import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, temporaryFolder } from './guard.mjs';
import { inPath } from './in-path.js';

export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  /** After a stop: runs again at the same place, and knows nothing. */
  startAgain(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Says one command and hangs up; resolves with the first line of the answer. */
  say(...command: string[]): Promise<string>;
}

/** A Redis of one's own on a free port, which keeps nothing. Use within `describeIf('redis-server', …)`. */
export async function startRedis(): Promise<TestRedis> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const redis = launch(port);
    if (await answers(port, redis)) return running(redis, port);
    redis.kill('SIGKILL');
    if (attempt === 5) throw new Error('redis-server did not start in five attempts.');
  }
}

function launch(port: number): ChildProcess {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', temporaryFolder('redis')];
  const nothingKept = ['--save', '', '--appendonly', 'no'];
  const redis = spawn(inPath('redis-server') ?? 'redis-server', [...place, ...nothingKept], { stdio: 'ignore' });
  redis.on('error', () => undefined);
  redis.unref();
  if (redis.pid) guard('pid', redis.pid);
  return redis;
}

function running(first: ChildProcess, port: number): TestRedis {
  let redis = first;
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return redis.pid ?? 0;
    },
    stop: async () => {
      if (redis.exitCode !== null || redis.signalCode !== null) return;
      const gone = once(redis, 'exit');
      redis.kill('SIGKILL');
      await gone;
    },
    startAgain: async () => {
      redis = launch(port);
      if (!(await answers(port, redis))) throw new Error('redis-server did not start again.');
    },
    freeze: () => void redis.kill('SIGSTOP'),
    thaw: () => void redis.kill('SIGCONT'),
    say: (...command) => say(port, command),
  };
}

async function say(port: number, command: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split('\r\n')[0]!;
}

async function answers(port: number, redis: ChildProcess): Promise<boolean> {
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await sleep(20)) {
    if (redis.exitCode !== null || !redis.pid) return false;
    if (await pongs(port)) return true;
  }
  return false;
}

function pongs(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => resolve(answer.toString().startsWith('+PONG')));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(500, () => socket.destroy());
    socket.once('data', () => socket.destroy());
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
