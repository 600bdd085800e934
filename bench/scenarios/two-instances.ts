import type { LoadKind, Ran } from '../load/orders.js';
import { compare, figure, type Row } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import { inRounds, type Side } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import { deliveriesPerSecond, latency } from './figures.js';
import type { Scenario } from './scenario.js';

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
      const { one, two } = await inRounds(stage, sides, load, pace);
      rows.push(...rowsOf(`N=${members}, ${says}:`, one!, two!, target));
    }
    return rows;
  },
};

async function sidesOf(stage: Stage, { here, there, redis }: Pair, members: number): Promise<Side[]> {
  const cast = new Cast(await stage.sql(), stage.jwtSecret);
  const group = async (portOf: (n: number) => number) => {
    const people = await cast.people(members);
    const chat_id = await cast.group(people);
    return people.map(({ token }, n) => ({ token, chat_id, chats: [chat_id], port: portOf(n) }));
  };
  const alone = await stage.server();
  const watched = { ...stage.watched(here), second: there.pid, redis: redis.pid };
  return [
    { name: 'one', wire: 'raw ws', peer: alone, clients: await group(() => alone.port) },
    { name: 'two', wire: 'raw ws', peer: here, watched, clients: await group((n) => [here, there][n % 2]!.port) },
  ];
}

function rowsOf(of: string, one: Ran[], two: Ran[], target?: { most: number }): Row[] {
  const perDelivery = (runs: Ran[], ...whose: string[]) =>
    runs.map(({ cpu, deliveries }) => (whose.reduce((sum, name) => sum + cpu[name]!, 0) / deliveries) * 100_000);
  const base = { unit: 's CPU/100k', floor: perDelivery(one, 'server') };
  return [
    compare({
      ...base,
      work: `${of} delivery from two / from one`,
      server: perDelivery(two, 'server', 'second'),
      target,
      note: `p50/p99 ${latency(two)}, one ${latency(one)}`,
    }),
    compare({
      ...base,
      work: `${of} the same, with the CPU of Redis`,
      server: perDelivery(two, 'server', 'second', 'redis'),
    }),
    compare({
      work: `${of} rate`,
      unit: 'deliveries/s',
      server: deliveriesPerSecond(two),
      floor: deliveriesPerSecond(one),
    }),
  ];
}

type Pair = NonNullable<Awaited<ReturnType<Stage['two']>>>;
