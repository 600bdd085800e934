import type { Watched } from '../load/cpu.js';
import type { LoadKind, Ran } from '../load/orders.js';
import type { Client, WireName } from '../load/wire.js';
import type { Peer } from './peer.js';
import type { Stage } from './stage.js';

/** How long a measurement takes. */
export interface Pace {
  rounds: number;
  warmMs: number;
  ms: number;
  /** Of the file that passes between browsers, in bytes. */
  fileSize: number;
}

/** One of those that are compared: who, by which wire, with which clients. */
export interface Side {
  name: string;
  peer: Peer;
  wire: WireName;
  clients: Client[];
  /** Whose CPU counts, where it is not that of the peer and PostgreSQL. */
  watched?: Watched;
  /** How many programs share the work, where it is not the peer alone. */
  programs?: number;
}

/** In how many times the length of a measurement a program comes to its speed. */
const PLAYING_IN = 4;

/**
 * Lets all sides do the same, one after another in each round and each round from another one on, so that a busy
 * minute of the machine meets all of them. Answers what each side did, by name and round.
 */
export async function inRounds(
  stage: Stage,
  sides: Side[],
  load: LoadKind,
  pace: Pace,
): Promise<Record<string, Ran[]>> {
  const { generator } = stage;
  const results: Record<string, Ran[]> = Object.fromEntries(sides.map(({ name }) => [name, []]));
  for (const { name: set, peer, wire, clients } of sides) {
    await generator.ask({ do: 'connect', set, wire, port: peer.port, clients });
  }
  for (const side of sides) await playIn(stage, side, load, pace);
  for (let round = 0; round < pace.rounds; round++) {
    for (const side of [...sides.slice(round % sides.length), ...sides.slice(0, round % sides.length)]) {
      const order = { do: 'run' as const, set: side.name, load, warmMs: pace.warmMs, ms: pace.ms };
      const ran = generator.ask({ ...order, watched: side.watched ?? stage.watched(side.peer) });
      results[side.name]!.push(await ran.catch(saying(side.name)));
    }
  }
  for (const { name: set } of sides) await generator.ask({ do: 'close', set });
  return results;
}

/**
 * Once for each program and wire, before it is measured: Node compiles what runs often, and until then a message took
 * half as much again. At a few messages a second that would last for minutes, so it is a closed loop wherever that can be.
 * Two that share the work store half of the messages each, and those come half as fast: in the time of one, each has done
 * a quarter as much and still compiles while it is measured: a delivery took 1.2 to 1.5 times what it takes later.
 */
async function playIn({ generator, playedIn }: Stage, side: Side, load: LoadKind, { ms }: Pace): Promise<void> {
  const which = `${side.peer.pid} by ${side.wire}`;
  const times = PLAYING_IN * (side.programs ?? 1) ** 2;
  if (playedIn.has(which)) return;
  playedIn.add(which);
  const usual: LoadKind = load.kind === 'ping-pong' ? load : { kind: 'closed', inFlight: 32 };
  const order = { do: 'run' as const, set: side.name, load: usual, warmMs: 0, ms: times * ms, watched: {} };
  await generator.ask(order).catch(saying(side.name));
}

const saying = (name: string) => (error: Error) => {
  throw new Error(`${name}: ${error.message}`);
};
