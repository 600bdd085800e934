import { median } from '../load/numbers.js';
import type { Ran } from '../load/orders.js';

/** Server CPU seconds for 100,000 deliveries. */
export const cpuPerDelivery = (runs: Ran[]): number[] =>
  runs.map(({ cpu, deliveries }) => (cpu.server! / deliveries) * 100_000);

/** CPU milliseconds for 1,000 messages, of the server or of PostgreSQL. */
export const cpuPerMessage = (runs: Ran[], of: 'server' | 'postgres'): number[] =>
  runs.map(({ cpu, messages }) => (cpu[of]! / messages) * 1_000_000);

export const messagesPerSecond = (runs: Ran[]): number[] => runs.map(({ messages, seconds }) => messages / seconds);
export const deliveriesPerSecond = (runs: Ran[]): number[] =>
  runs.map(({ deliveries, seconds }) => deliveries / seconds);

/** Milliseconds from when a message was due to when it was there: half of them, and all but one in a hundred. */
export const latency = (runs: Ran[]): string =>
  `${median(runs.map(({ p50 }) => p50)).toFixed(1)}/${median(runs.map(({ p99 }) => p99)).toFixed(1)} ms`;

/** Says so where the generator was the slower one: then rates are lower bounds. */
export function generatorShare(...sides: Ran[][]): string {
  const share = Math.max(...sides.map((runs) => median(runs.map(({ generator }) => generator))));
  return `generator ${Math.round(share * 100)} %${share > 0.9 ? ': it is the bottleneck' : ''}`;
}
