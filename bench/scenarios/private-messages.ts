import type { Ran } from '../load/orders.js';
import type { Client } from '../load/wire.js';
import { compare, type Row } from '../report/row.js';
import { Cast, type Person } from '../stage/cast.js';
import type { Stage } from '../stage/stage.js';
import { inRounds, type Side } from '../stage/rounds.js';
import { cpuPerMessage, generatorShare, latency, messagesPerSecond } from './figures.js';
import type { Scenario } from './scenario.js';

const PAIRS = 100;

export const privateMessages: Scenario = {
  name: 'B',
  title: `B. Private messages, ${PAIRS} pairs answer each other at once`,
  async play(stage, pace) {
    const cast = new Cast(await stage.sql(), stage.jwtSecret);
    const runs = await inRounds(stage, await sidesOf(stage, cast), { kind: 'ping-pong' }, pace);
    return [
      ...rowsOf('Socket.IO', runs.sio!, runs['bare sio']!, { cpu: { most: 1.5 }, rate: { least: 0.6 } }),
      ...rowsOf('raw ws', runs.raw!, runs['bare ws']!),
      compare({
        work: 'PostgreSQL / one INSERT each',
        unit: 'ms CPU/1k msg',
        server: cpuPerMessage(runs.sio!, 'postgres'),
        floor: cpuPerMessage(runs.inserts!, 'postgres'),
        target: { most: 0.2 },
      }),
    ];
  },
};

export async function sidesOf(stage: Stage, cast: Cast): Promise<Side[]> {
  const [server, clients, rawClients] = [await stage.server(), await pairs(cast), await pairs(cast)];
  return [
    { name: 'sio', wire: 'Socket.IO', peer: server, clients },
    { name: 'bare sio', wire: 'Socket.IO', peer: await stage.floor('bare Socket.IO'), clients },
    { name: 'raw', wire: 'raw ws', peer: server, clients: rawClients },
    { name: 'bare ws', wire: 'raw ws', peer: await stage.floor('bare ws'), clients: rawClients },
    { name: 'inserts', wire: 'Socket.IO', peer: await stage.floor('one INSERT each'), clients },
  ];
}

async function pairs(cast: Cast): Promise<Client[]> {
  const people = await cast.people(2 * PAIRS);
  const both = Array.from({ length: PAIRS }, (_, i): [Person, Person] => [people[2 * i]!, people[2 * i + 1]!]);
  const chats = await cast.privateChats(both);
  return both.flatMap((pair, i) => pair.map(({ token }) => ({ token, chat_id: chats[i]!, chats: [chats[i]!] })));
}

function rowsOf(
  wire: string,
  server: Ran[],
  floor: Ran[],
  target?: { cpu: { most: number }; rate: { least: number } },
): Row[] {
  return [
    compare({
      work: `${wire} / bare ${wire}`,
      unit: 'ms CPU/1k msg',
      server: cpuPerMessage(server, 'server'),
      floor: cpuPerMessage(floor, 'server'),
      target: target?.cpu,
      note: `p50/p99 ${latency(server)}, bare ${latency(floor)}`,
    }),
    compare({
      work: `${wire} / bare ${wire}`,
      unit: 'msg/s',
      server: messagesPerSecond(server),
      floor: messagesPerSecond(floor),
      target: target?.rate,
      note: generatorShare(server, floor),
    }),
  ];
}
