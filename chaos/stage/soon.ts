import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until it is so; answers how many ms that took, and Infinity when patience ended first. */
export async function timeUntil(
  isSo: () => boolean | Promise<boolean>,
  patience = 30_000,
  every = 20,
): Promise<number> {
  const since = performance.now();
  for (;;) {
    if (await isSo()) return performance.now() - since;
    if (performance.now() - since > patience) return Infinity;
    await sleep(every);
  }
}

/** The same for what the suite itself needs, which must come true. */
export async function soon(isSo: () => boolean | Promise<boolean>, patience = 30_000): Promise<void> {
  if ((await timeUntil(isSo, patience)) === Infinity) throw new Error(`Not so after ${patience / 1000} s: ${isSo}`);
}
