import { median } from '../load/numbers.js';
import type { Ran } from '../load/orders.js';
import { compare, figure, type Row } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import { inRounds } from '../stage/rounds.js';
import { sidesOf } from './fan-out.js';
import { cpuPerDelivery, latency } from './figures.js';
import type { Scenario } from './scenario.js';

const MEMBERS = 100;
const RATES = [45, 500];
/** At a slow rate little happens in two seconds. */
export const LONGER = 2;

export const fanOutOpen: Scenario = {
  name: 'A-open',
  title: `A. Group of ${MEMBERS}, messages by the clock, latency from when each was due`,
  async play(stage, pace) {
    const cast = new Cast(await stage.sql(), stage.jwtSecret);
    const sides = (await sidesOf(stage, cast, MEMBERS)).filter(({ name }) => name !== 'inserts');
    const rows: Row[] = [];
    for (const perSecond of RATES) {
      const load = { kind: 'open', perSecond } as const;
      const runs = await inRounds(stage, sides, load, { ...pace, ms: pace.ms * LONGER });
      rows.push(...rowsOf(perSecond, runs));
    }
    return rows;
  },
};

function rowsOf(perSecond: number, runs: Record<string, Ran[]>): Row[] {
  const [sio, raw, bareSio, bareWs] = ['sio', 'raw', 'bare sio', 'bare ws'].map((name) => runs[name]!) as [
    Ran[],
    Ran[],
    Ran[],
    Ran[],
  ];
  const later = median(sio.map(({ p50 }, round) => p50 - bareSio[round]!.p50));
  // Waiting a few milliseconds for more to send together is allowed where it saves that much work.
  const lingers = perSecond > 300 && later > 1;
  const of = `${perSecond} msg/s,`;
  return [
    compare({
      work: `${of} delivery to Socket.IO / bare Socket.IO`,
      unit: 's CPU/100k',
      server: cpuPerDelivery(sio),
      floor: cpuPerDelivery(bareSio),
      target: { most: lingers ? 0.6 : 1.3 },
      note: `p50/p99 ${latency(sio)}, bare ${latency(bareSio)}`,
    }),
    figure(`${of} p50 more than bare Socket.IO`, 'ms', later, perSecond > 300 ? { most: lingers ? 6 : 1 } : undefined),
    compare({
      work: `${of} delivery to raw ws / bare ws`,
      unit: 's CPU/100k',
      server: cpuPerDelivery(raw),
      floor: cpuPerDelivery(bareWs),
      note: `p50/p99 ${latency(raw)}, bare ${latency(bareWs)}`,
    }),
  ];
}
