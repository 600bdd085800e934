import type { LoadKind, Ran } from '../load/orders.js';
import type { Client } from '../load/wire.js';
import { compare, figure, type Row } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import type { Peer } from '../stage/peer.js';
import { inRounds, type Side } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import { LONGER } from './fan-out-open.js';
import { deliveriesPerSecond, latency } from './figures.js';
import type { Scenario } from './scenario.js';

/** In groups of so many it is looked at what two bare ones cost beside one as well. */
const BARE = 100;
const MOST = 1.3;
const LOADS: { members: number; load: LoadKind; says: string; target?: { most: number } }[] = [
  { members: 10, load: { kind: 'closed', inFlight: 32 }, says: 'closed loop' },
  { members: 100, load: { kind: 'closed', inFlight: 32 }, says: 'closed loop', target: { most: MOST } },
  { members: 1000, load: { kind: 'closed', inFlight: 32 }, says: 'closed loop', target: { most: MOST } },
  { members: 100, load: { kind: 'open', perSecond: 45 }, says: '45 msg/s', target: { most: MOST } },
  { members: 100, load: { kind: 'open', perSecond: 500 }, says: '500 msg/s', target: { most: MOST } },
];

export const twoInstances: Scenario = {
  name: 'two',
  title: 'Two instances through Redis beside one: a group of N on raw sockets, half of it on each',
  async play(stage, pace) {
    const pair = await stage.two();
    if (!pair) return [figure('there is no redis-server on this machine', '', Number.NaN)];
    const rows: Row[] = [];
    for (const { members, load, says, target } of LOADS) {
      const sides = await sidesOf(stage, pair, members);
      const paced = load.kind === 'open' ? { ...pace, ms: pace.ms * LONGER } : pace;
      const { one, two, bareOne, bareTwo } = await inRounds(stage, sides, load, paced);
      rows.push(...rowsOf(`N=${members}, ${says}:`, one!, two!, target));
      if (bareOne && bareTwo) rows.push(bareRow(`N=${members}, ${says}:`, bareOne, bareTwo));
    }
    return rows;
  },
};

async function sidesOf(stage: Stage, { here, there, redis }: Pair, members: number): Promise<Side[]> {
  const cast = new Cast(await stage.sql(), stage.jwtSecret);
  const group: Grouped = async (portOf) => {
    const people = await cast.people(members);
    const chat_id = await cast.group(people);
    return people.map(({ token }, n) => ({ token, chat_id, chats: [chat_id], port: portOf(n) }));
  };
  const alone = await stage.server();
  const watched = { ...stage.watched(here), second: there.pid, redis: redis.pid };
  const bare = members === BARE ? await bareSides(stage, redis, group) : [];
  return [
    ...bare,
    { name: 'one', wire: 'raw ws', peer: alone, clients: await group(() => alone.port) },
    { name: 'two', wire: 'raw ws', peer: here, programs: 2, watched, clients: await group(halves(here, there)) },
  ];
}

/** The same by bare `ws`, which passes on what it is told and nothing else. */
async function bareSides(stage: Stage, redis: Pair['redis'], group: Grouped): Promise<Side[]> {
  const throughRedis = (name: string) => stage.floor('bare ws', name, { REDIS_URL: redis.url });
  const [alone, here, there] = [
    await stage.floor('bare ws'),
    await throughRedis('bare ws, here'),
    await throughRedis('bare ws, there'),
  ];
  const watched = { ...stage.watched(here), second: there.pid };
  return [
    { name: 'bareOne', wire: 'raw ws', peer: alone, clients: await group(() => alone.port) },
    { name: 'bareTwo', wire: 'raw ws', peer: here, programs: 2, watched, clients: await group(halves(here, there)) },
  ];
}

const halves = (here: Peer, there: Peer) => (n: number) => [here, there][n % 2]!.port;

const cpuOfDelivery = (runs: Ran[], ...whose: string[]): number[] =>
  runs.map(({ cpu, deliveries }) => (whose.reduce((sum, name) => sum + cpu[name]!, 0) / deliveries) * 100_000);

const bareRow = (of: string, one: Ran[], two: Ran[]): Row =>
  compare({
    work: `${of} bare ws, from two / from one`,
    unit: 's CPU/100k',
    server: cpuOfDelivery(two, 'server', 'second'),
    floor: cpuOfDelivery(one, 'server'),
    note: `p50/p99 ${latency(two)}, one ${latency(one)}`,
  });

function rowsOf(of: string, one: Ran[], two: Ran[], target?: { most: number }): Row[] {
  const base = { unit: 's CPU/100k', floor: cpuOfDelivery(one, 'server') };
  return [
    compare({
      ...base,
      work: `${of} delivery from two / from one`,
      server: cpuOfDelivery(two, 'server', 'second'),
      target,
      note: `p50/p99 ${latency(two)}, one ${latency(one)}`,
    }),
    compare({
      ...base,
      work: `${of} the same, with the CPU of Redis`,
      server: cpuOfDelivery(two, 'server', 'second', 'redis'),
    }),
    compare({
      work: `${of} rate`,
      unit: 'deliveries/s',
      server: deliveriesPerSecond(two),
      floor: deliveriesPerSecond(one),
    }),
  ];
}

type Grouped = (portOf: (n: number) => number) => Promise<Client[]>;
type Pair = NonNullable<Awaited<ReturnType<Stage['two']>>>;
