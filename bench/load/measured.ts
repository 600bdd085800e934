import { setTimeout as sleep } from 'node:timers/promises';
import { cpuBetween, cpuSecondsOf, type Watched } from './cpu.js';
import type { Load } from './loads.js';
import { quantile } from './numbers.js';
import type { Ran } from './orders.js';
import type { Tally } from './tally.js';

/** A signal between two instances that is lost is made good within 30 s. */
const PATIENCE_MS = 35_000;

/** Lets a load run, measures the middle of it, and waits until everything that was sent has arrived. */
export async function measured(
  load: Load,
  tally: Tally,
  { warmMs, ms, watched }: { warmMs: number; ms: number; watched: Watched },
): Promise<Ran> {
  const reading = () => ({
    at: performance.now(),
    sent: tally.sent,
    delivered: tally.delivered,
    cpu: cpuSecondsOf({ ...watched, generator: process.pid }),
  });
  load.start();
  await sleep(warmMs);
  tally.latencies.length = 0;
  const first = reading();
  await sleep(ms);
  const last = reading();
  const latencies = tally.latencies.slice();
  load.stop();
  const { generator, ...cpu } = cpuBetween(first.cpu, last.cpu);
  await allArrived(load, tally);
  const seconds = (last.at - first.at) / 1000;
  const deliveries = last.delivered - first.delivered;
  return {
    seconds,
    messages: deliveries / load.receivers,
    deliveries,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu,
    generator: generator! / seconds,
  };
}

/** Nothing may be lost or doubled, or the run counts for nothing. */
async function allArrived(load: Load, tally: Tally): Promise<void> {
  const expected = () => tally.sent * load.receivers;
  for (const deadline = Date.now() + PATIENCE_MS; tally.delivered < expected() && Date.now() < deadline;)
    await sleep(5);
  if (tally.delivered === expected()) return;
  throw new Error(`${tally.sent} messages made ${tally.delivered} deliveries, and not ${expected()}.`);
}
