import { median } from '../load/numbers.js';
import type { Ran } from '../load/orders.js';
import { figure } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import { inRounds, type Pace, type Side } from '../stage/rounds.js';
import type { Stage } from '../stage/stage.js';
import { sidesOf } from './fan-out.js';
import { latency } from './figures.js';
import type { Scenario } from './scenario.js';

const MEMBERS = 100;
const FIRST_RATE = 800;
const STEP = 1.25;
const LAST_RATE = 20_000;
/** Slower than this, or less delivered than asked, and a rate is not held. */
const HELD_P99_MS = 200;
const HELD_SHARE = 0.97;

export const fanOutRamp: Scenario = {
  name: 'A-ramp',
  title: `A. Group of ${MEMBERS}, twice the rate at which bare Socket.IO saturates`,
  async play(stage, pace) {
    const cast = new Cast(await stage.sql(), stage.jwtSecret);
    const [server, floor] = await sidesOf(stage, cast, MEMBERS);
    const saturated = await climb(stage, floor!, { ...pace, rounds: 1 });
    const rate = 2 * saturated;
    const runs = await at(rate, stage, server!, pace);
    const over = (figureOf: (ran: Ran) => number) => median(runs.map(figureOf));
    return [
      figure('bare Socket.IO saturates at', 'deliveries/s', saturated * MEMBERS),
      figure(
        'twice that asked of the server, delivered',
        'share',
        over((ran) => deliveredShare(ran, rate)),
        { least: 0.98 },
      ),
      figure(
        '  p99',
        'ms',
        over(({ p99 }) => p99),
        { most: 25 },
        `p50/p99 ${latency(runs)}`,
      ),
      figure(
        '  server CPU',
        'cores',
        over(({ cpu, seconds }) => cpu.server! / seconds),
      ),
    ];
  },
};

/** The rate, in messages a second, that is asked for when this side no longer keeps up. */
async function climb(stage: Stage, side: Side, pace: Pace): Promise<number> {
  for (let rate = FIRST_RATE; rate < LAST_RATE; rate *= STEP) {
    const [ran] = await at(rate, stage, side, pace);
    if (deliveredShare(ran!, rate) < HELD_SHARE || ran!.p99 > HELD_P99_MS) return ran!.messages / ran!.seconds;
  }
  return LAST_RATE;
}

async function at(perSecond: number, stage: Stage, side: Side, pace: Pace): Promise<Ran[]> {
  const runs = await inRounds(stage, [side], { kind: 'open', perSecond }, pace);
  return runs[side.name]!;
}

const deliveredShare = ({ messages, seconds }: Ran, rate: number): number => messages / seconds / rate;
