import type { Ran } from '../load/orders.js';
import { compare, type Row } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import { inRounds, type Side } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import { cpuPerDelivery, cpuPerMessage, deliveriesPerSecond, generatorShare } from './figures.js';
import type { Scenario } from './scenario.js';

/** Members of the group, and the most CPU per delivery as a share of bare Socket.IO's. */
const SIZES = [
  { members: 10, most: 0.6 },
  { members: 100, most: 0.15 },
  { members: 1000, most: 0.1 },
];
const IN_FLIGHT = 32;

export const fanOut: Scenario = {
  name: 'A',
  title: `A. Group of N, closed loop, ${IN_FLIGHT} messages in flight`,
  async play(stage, pace) {
    const cast = new Cast(await stage.sql(), stage.jwtSecret);
    const rows: Row[] = [];
    for (const { members, most } of SIZES) {
      const sides = await sidesOf(stage, cast, members);
      const load = { kind: 'closed', inFlight: IN_FLIGHT } as const;
      rows.push(...rowsOf(members, most, await inRounds(stage, sides, load, pace)));
    }
    return rows;
  },
};

/** The server by both wires beside what they are compared with. Two groups, because each socket of a member hears all. */
export async function sidesOf(stage: Stage, cast: Cast, members: number): Promise<Side[]> {
  const group = async () => {
    const people = await cast.people(members);
    const chat_id = await cast.group(people);
    return people.map(({ token }) => ({ token, chat_id, chats: [chat_id] }));
  };
  const [server, clients, rawClients] = [await stage.server(), await group(), await group()];
  return [
    { name: 'sio', wire: 'Socket.IO', peer: server, clients },
    { name: 'bare sio', wire: 'Socket.IO', peer: await stage.floor('bare Socket.IO'), clients },
    { name: 'raw', wire: 'raw ws', peer: server, clients: rawClients },
    { name: 'bare ws', wire: 'raw ws', peer: await stage.floor('bare ws'), clients: rawClients },
    { name: 'inserts', wire: 'Socket.IO', peer: await stage.floor('one INSERT each'), clients },
  ];
}

function rowsOf(members: number, most: number, runs: Record<string, Ran[]>): Row[] {
  const { sio, raw, inserts } = runs as Record<'sio' | 'raw' | 'inserts', Ran[]>;
  const [bareSio, bareWs] = [runs['bare sio']!, runs['bare ws']!];
  const of = `N=${members},`;
  const cpu = { unit: 's CPU/100k', floor: cpuPerDelivery(bareSio), target: { most } };
  return [
    compare({ ...cpu, work: `${of} delivery to Socket.IO / bare Socket.IO`, server: cpuPerDelivery(sio) }),
    compare({ ...cpu, work: `${of} delivery to raw ws / bare Socket.IO`, server: cpuPerDelivery(raw) }),
    compare({
      ...cpu,
      work: `${of} delivery to raw ws / bare ws`,
      server: cpuPerDelivery(raw),
      floor: cpuPerDelivery(bareWs),
      target: undefined,
    }),
    compare({
      work: `${of} rate to Socket.IO / bare Socket.IO`,
      unit: 'deliveries/s',
      server: deliveriesPerSecond(sio),
      floor: deliveriesPerSecond(bareSio),
      target: members === 100 ? { least: 3 } : undefined,
      note: generatorShare(sio),
    }),
    compare({
      work: `${of} PostgreSQL / one INSERT each`,
      unit: 'ms CPU/1k msg',
      server: cpuPerMessage(sio, 'postgres'),
      floor: cpuPerMessage(inserts, 'postgres'),
      target: { most: 0.2 },
    }),
  ];
}
