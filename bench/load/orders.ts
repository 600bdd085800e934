import type { CpuSeconds, Watched } from './cpu.js';
import type { Client, WireName } from './wire.js';

/** What the bench asks of the load generator, which is a process of its own, and what it hears back. */
export interface Connect {
  do: 'connect';
  /** A name for these connections in later orders. */
  set: string;
  wire: WireName;
  port: number;
  clients: Client[];
}

export type LoadKind =
  { kind: 'closed'; inFlight: number } | { kind: 'open'; perSecond: number; bytes?: number } | { kind: 'ping-pong' };

export interface Run {
  do: 'run';
  set: string;
  load: LoadKind;
  warmMs: number;
  ms: number;
  watched: Watched;
}

export interface Close {
  do: 'close';
  set: string;
}

export interface Fetch {
  do: 'fetch';
  port: number;
  path: string;
  token: string;
  times: number;
  watched: Watched;
}

export interface Ran {
  seconds: number;
  messages: number;
  deliveries: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  cpu: CpuSeconds;
  /** How much of one core the generator used: near 1 it is the bottleneck, and rates are lower bounds. */
  generator: number;
}

export interface Fetched {
  p50: number;
  p99: number;
  /** The median of what the other side says that it needed for the answer itself. */
  inside: number;
  cpu: CpuSeconds;
}

export interface Answers {
  connect: undefined;
  run: Ran;
  close: undefined;
  fetch: Fetched;
}

export type Order = Connect | Run | Close | Fetch;
export type Numbered = { number: number; order: Order };
export type Reply = { number: number; answer?: Answers[keyof Answers]; error?: string };
