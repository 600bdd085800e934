import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { birthOf } from '../../src/database/embedded/processes.js';
import { exclusively } from '../../src/database/embedded/start-lock.js';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
  lock = join(folder, 'pg.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const holder = (pid: number, born = birthOf(pid), host = hostname()) =>
  writeFileSync(lock, JSON.stringify({ pid, born, host }));

describe('the lock of a start', () => {
  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(2);
      inside--;
    };

    await Promise.all(Array.from({ length: 8 }, () => exclusively(lock, work)));

    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free again after a failure', async () => {
    await expect(exclusively(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(existsSync(lock)).toBe(false);
  });

  it.each([
    ['whose holder was killed', () => holder(spawnSync('true').pid)],
    ['whose number belongs to a later process', () => holder(process.pid, 'earlier')],
    ['that was cut off while it was written', () => writeFileSync(lock, '')],
    ['of another machine that is long gone', () => holder(1, '', 'elsewhere')],
  ])('is taken over from one %s', async (_, leave) => {
    leave();
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lock, longAgo, longAgo);

    expect(await exclusively(lock, async () => 'mine')).toBe('mine');
  });

  it('is not taken from one who lives', async () => {
    holder(process.pid);
    let entered = false;

    const waiting = exclusively(lock, async () => (entered = true));
    await sleep(100);

    expect(entered).toBe(false);
    rmSync(lock);
    await waiting;
  });
});
