import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 50;

/** In MB of 2^20 bytes. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

/** By how many MB a process was larger at its peak than before, while something was done. */
export async function growthOf<T>(pid: number, act: () => Promise<T>): Promise<{ grown: number; result: T }> {
  const before = residentOf(pid);
  let most = before;
  let isOver = false;
  const acting = act().finally(() => (isOver = true));
  while (!isOver) {
    most = Math.max(most, residentOf(pid));
    await sleep(LOOK_MS);
  }
  return { grown: most - before, result: await acting };
}

const PATIENCE = 4;

/**
 * What a process keeps once it has had time to give back what it does not need: the least, when that has not fallen for so
 * many ms. V8 makes its heap smaller half a minute after there was much to do.
 */
export async function settledResident(pid: number, calmMs = 45_000): Promise<number> {
  let least = residentOf(pid);
  for (let since = performance.now(), calm = since; performance.now() - calm < calmMs; await sleep(LOOK_MS)) {
    const now = residentOf(pid);
    if (now < least - 0.5) calm = performance.now();
    least = Math.min(least, now);
    if (performance.now() - since > PATIENCE * calmMs) break;
  }
  return least;
}
