import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from '@jest/globals';
import { postmasterOf } from '../support/embedded.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/guard.mjs';
import { startRedis, type TestRedis } from '../support/redis.js';
import { describeIf } from '../support/requires.js';
import { ServerProcess } from '../support/server-process.js';

const KNOWN_WITHIN_MS = 2000;
const ANSWERED_WITHIN_MS = 1500;
const BACK_WITHIN_MS = 10_000;

describeIf('redis-server', 'readiness, while something is away,', () => {
  let server: ServerProcess;
  let redis: TestRedis | undefined;
  const frozen: number[] = [];
  afterEach(async () => {
    for (const pid of frozen.splice(0)) signal(pid, 'SIGCONT');
    await server.end('SIGTERM');
    await redis?.stop();
  });

  const ask = async (path: string) => {
    const began = performance.now();
    const response = await fetch(server.url + path);
    const text = await response.text();
    return { status: response.status, text, ms: performance.now() - began };
  };
  const becomes = (status: number, ms: number) =>
    eventually(async () => expect((await ask('/health/ready')).status).toBe(status), ms);

  it('says no while the database is frozen, answers in time, and says yes once it is back', async () => {
    const dataDir = temporaryFolder('frozen');
    server = await ServerProcess.start({ DATA_DIR: dataDir });
    await becomes(200, KNOWN_WITHIN_MS);
    const postmaster = postmasterOf(dataDir);
    frozen.push(postmaster, ...childrenOf(postmaster));
    for (const pid of frozen) signal(pid, 'SIGSTOP');

    await becomes(503, KNOWN_WITHIN_MS);
    const asked = await Promise.all(Array.from({ length: 10 }, () => ask('/health/ready')));
    for (const { status, ms } of asked) expect([status, ms < ANSWERED_WITHIN_MS]).toEqual([503, true]);
    expect((await ask('/health/live')).status).toBe(200);

    for (const pid of frozen.splice(0)) signal(pid, 'SIGCONT');
    await becomes(200, BACK_WITHIN_MS);
  });

  it('says yes again after the database was killed', async () => {
    const dataDir = temporaryFolder('killed');
    server = await ServerProcess.start({ DATA_DIR: dataDir });
    await becomes(200, KNOWN_WITHIN_MS);
    const postmaster = postmasterOf(dataDir);

    for (const pid of [postmaster, ...childrenOf(postmaster)]) signal(pid, 'SIGKILL');

    expect((await ask('/health/live')).status).toBe(200);
    await eventually(async () => expect(postmasterOf(dataDir)).not.toBe(postmaster), BACK_WITHIN_MS);
    await becomes(200, BACK_WITHIN_MS);
  });

  it('stays yes without Redis, since everything is answered all the same; the figures say that it is away', async () => {
    redis = await startRedis();
    server = await ServerProcess.start({ DATA_DIR: temporaryFolder('no-redis'), REDIS_URL: redis.url });
    const figure = (value: number) =>
      eventually(async () => {
        const { text } = await ask('/metrics');
        expect(text).toMatch(new RegExp(`^parley_redis_connected ${value}$`, 'm'));
        expect(text).toMatch(/^parley_redis_wanted 1$/m);
      }, BACK_WITHIN_MS);
    await figure(1);

    await redis.stop();
    await figure(0);
    expect(await ask('/health/ready')).toMatchObject({ status: 200 });

    await redis.startAgain();
    await figure(1);
  });
});

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const childrenOf = (parent: number) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]);
  } catch {
    return 0;
  }
}
