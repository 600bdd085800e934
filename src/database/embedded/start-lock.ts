import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../config/start-error.js';
import { birthOf, isRunning } from './processes.js';

const PATIENCE_MS = 120_000;
const FORGOTTEN_MS = 60_000;

/** One server at a time may set up, start or stop the database of a data folder. A lock whose holder died is taken over. */
export async function exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, born: birthOf(process.pid), host: hostname() });
  const deadline = Date.now() + PATIENCE_MS;
  while (!taken(path, mine)) {
    if (isAbandoned(path)) removeAbandoned(path);
    else if (Date.now() > deadline) {
      throw new StartError(
        `Another server has been starting for two minutes; if none is, delete ${path} and start again.`,
      );
    } else await sleep(20);
  }
  try {
    return await work();
  } finally {
    if (read(path) === mine) rmSync(path, { force: true });
  }
}

function taken(path: string, mine: string): boolean {
  try {
    writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new StartError(`${path} cannot be written (${code}); set DATA_DIR to a folder this account may write to.`);
  }
}

function isAbandoned(path: string): boolean {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    const text = read(path);
    if (!text) return age > 1000;
    const { pid, born, host } = JSON.parse(text) as { pid: number; born: string; host: string };
    if (host !== hostname()) return age > FORGOTTEN_MS;
    return !isRunning(pid) || birthOf(pid) !== born;
  } catch {
    return false;
  }
}

/** Two who see the same abandoned lock must not both remove it: the slower one would remove the faster one's new lock. */
function removeAbandoned(path: string): void {
  const guard = `${path}.takeover`;
  try {
    mkdirSync(guard);
  } catch {
    if (ageOf(guard) > 5000) rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
