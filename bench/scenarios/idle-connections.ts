import { settledResident } from '../load/resident.js';
import type { Client, WireName } from '../load/wire.js';
import { compare, figure, type Row } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import type { Peer } from '../stage/peer.js';
import type { Pace } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import { cpuPerMessage, latency, messagesPerSecond } from './figures.js';
import type { Scenario } from './scenario.js';

/** What a process needs once for having connections at all is not counted. */
const WARM = 200;
const MANY = 5_000;
const FEW = 400;

export const idleConnections: Scenario = {
  name: 'C',
  title: 'C. Idle connections of people in private chats on one instance, each kind on a fresh process',
  async play(stage, pace) {
    const many = pace.ms < 1000 ? FEW : MANY;
    const clients = await couples(stage, WARM + many);
    const rows: Row[] = [];
    for (const [wire, floor] of [
      ['raw ws', 'bare ws'],
      ['Socket.IO', 'bare Socket.IO'],
    ] as const) {
      const server = await held(stage, wire, await stage.server(`for ${wire}`), clients, pace);
      const bare = await held(stage, wire, await stage.floor(floor, `${floor}, fresh`), clients, pace);
      rows.push(
        compare({
          work: `${wire}: memory for each of ${many} / ${floor}`,
          unit: 'KiB',
          server: [server.kib],
          floor: [bare.kib],
          target: { most: 1.5 },
          note: `${Math.round(server.before)} MB before them, ${Math.round(server.after)} MB with them`,
        }),
        compare({
          work: `${wire}: until all of them are connected / ${floor}`,
          unit: 's',
          server: [server.seconds],
          floor: [bare.seconds],
        }),
        compare({
          work: `${wire}: CPU for a message of 100 pairs beside them / without them`,
          unit: 'ms CPU/1k',
          server: cpuPerMessage([server.beside], 'server'),
          floor: cpuPerMessage([server.alone], 'server'),
          note: `p50/p99 ${latency([server.beside])}, without ${latency([server.alone])}`,
        }),
        figure(`${wire}: messages when all of them talk`, 'a second', messagesPerSecond([server.all])[0]!),
      );
    }
    return rows;
  },
};

/** So many people in pairs, each pair with a private chat. */
async function couples(stage: Stage, count: number): Promise<Client[]> {
  const cast = new Cast(await stage.sql(), stage.jwtSecret);
  const people = await cast.people(count);
  const pairs = Array.from({ length: count / 2 }, (_, n) => [people[2 * n]!, people[2 * n + 1]!] as const);
  const chats = await cast.privateChats(pairs.map(([a, b]) => [a, b]));
  return people.map(({ token }, n) => ({ token, chat_id: chats[n >> 1]!, chats: [chats[n >> 1]!] }));
}

/** Connects them all, each time waiting until the process is calm, and lets everybody talk, then some beside the others and alone. */
async function held(stage: Stage, wire: WireName, peer: Peer, clients: Client[], { warmMs, ms }: Pace) {
  const { generator } = stage;
  const settled = () => settledResident(peer.pid, ms < 1000 ? 1_000 : undefined);
  const connect = (set: string, some: Client[]) =>
    generator.ask({ do: 'connect', set, wire, port: peer.port, clients: some });
  const talk = (set: string) =>
    generator.ask({ do: 'run', set, load: { kind: 'ping-pong' }, warmMs, ms, watched: stage.watched(peer) });
  await connect('some', clients.slice(0, WARM));
  const before = await settled();
  const since = performance.now();
  await connect('many', clients.slice(WARM));
  const seconds = (performance.now() - since) / 1000;
  const after = await settled();
  const all = await talk('many');
  const beside = await talk('some');
  await generator.ask({ do: 'close', set: 'many' });
  const alone = await talk('some');
  await generator.ask({ do: 'close', set: 'some' });
  return { before, after, kib: ((after - before) * 1024) / (clients.length - WARM), seconds, alone, beside, all };
}
