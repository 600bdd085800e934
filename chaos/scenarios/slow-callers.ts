import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../bench/load/numbers.js';
import { Probe } from '../load/probe.js';
import { heldOn, SlowCaller, type Slowness } from '../load/slow-callers.js';
import { row, type Row, within } from '../report/promise.js';
import { residentOf } from '../stage/processes.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const MANY = 500;
const KINDS: Slowness[] = ['headers', 'body', 'reading'];
const HELD_MS = 20_000;
const GROWN_MB = 256;
const LOOK_MS = 500;

export const slowCallers: Scenario = {
  name: 'slow',
  title: `${MANY} connections whose requests never end, or whose answers are never read`,
  play: (pace) =>
    withStage(pace, { instances: 1 }, async (stage) => {
      const [instance] = stage.instances as [(typeof stage.instances)[0]];
      const before = residentOf(instance.pid);
      const health = Probe.live(instance.url);
      const callers = Array.from({ length: MANY }, (_, n) => new SlowCaller(instance.port, KINDS[n % KINDS.length]!));
      for (const until = performance.now() + (pace.quick ? 25_000 : 60_000); performance.now() < until;) {
        await sleep(LOOK_MS);
        const there = heldOn(instance.port);
        for (const caller of callers) caller.look(there);
      }
      await health.end();
      const grown = residentOf(instance.pid) - before;
      for (const caller of callers) caller.end();
      const heldBy = (...kinds: Slowness[]) =>
        Math.max(...callers.filter(({ slowness }) => kinds.includes(slowness)).map(({ heldMs }) => heldMs));
      const times = health.looks.map(({ ms }) => ms);
      const failed = health.looks.filter(({ good }) => !good).length;
      pace.say(`${callers.filter(({ heldMs }) => heldMs === Infinity).length} of ${MANY} are still there`);
      const rows: Row[] = [
        within('R18', 'headers that never end are cut', heldBy('headers'), HELD_MS),
        within('R18', 'bodies that never end are cut', heldBy('body'), HELD_MS),
        within('R18', 'those who never read their answers are cut', heldBy('reading'), HELD_MS),
        within('R18', 'p99 of /health/live beside them', quantile(times, 0.99), 500),
        row('R18', 'health that was not answered', '0', `${failed} of ${times.length}`, !failed),
        row('R18', 'memory they cost', `<= ${GROWN_MB} MB`, `${Math.round(grown)} MB`, grown <= GROWN_MB),
      ];
      return rows;
    }),
};
