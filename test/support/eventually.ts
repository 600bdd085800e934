import { setTimeout as sleep } from 'node:timers/promises';

/** What an attempt answers once it does not throw any more; its last error when that takes longer than `patience` ms. */
export async function eventually<T>(attempt: () => Promise<T>, patience = 10_000): Promise<T> {
  for (const deadline = Date.now() + patience; ; await sleep(20)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
