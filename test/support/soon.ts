import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when it is so; rejects when it is not within the time. For what announces itself by no event. */
export async function soon(isSo: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await isSo()); await sleep(10))
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms: ${isSo}`);
}
