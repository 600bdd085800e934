import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../bench/load/numbers.js';
import { Crowd } from '../load/crowd.js';
import { Probe } from '../load/probe.js';
import { kept } from '../report/kept.js';
import { row, within } from '../report/promise.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

export const rollingRestart: Scenario = {
  name: 'rolling',
  title: 'Both instances are restarted in turn, by SIGTERM, while people write',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const crowd = await Crowd.gather(stage, { senders: 10, watchers: 10, chats: 4, rate: 100 });
      const stops: { code: number | null; ms: number }[] = [];
      const unready: number[] = [];
      for (let round = 0; round < (pace.quick ? 2 : 10); round++) {
        for (const instance of stage.instances) {
          await sleep(1_500);
          const ready = Probe.ready(instance.url, 10);
          await sleep(300);
          const since = performance.now();
          const stopping = instance.stop();
          if (stage.random() < 0.5) instance.signal('SIGTERM');
          stops.push(await stopping);
          await ready.end();
          unready.push(ready.timeTo(false, since));
          await instance.start();
        }
        pace.say(`round ${round + 1}, the slowest stop took ${Math.round(Math.max(...stops.map(({ ms }) => ms)))} ms`);
      }
      const outcome = await crowd.end();
      const badCodes = stops.filter(({ code }) => code !== 0).length;
      const errors = [...crowd.log.refusals].filter(([what]) => what.startsWith('5'));
      return [
        ...kept(`${stops.length} stops by SIGTERM`, outcome, 'R19'),
        within('R19', 'until the process has ended', Math.max(...stops.map(({ ms }) => ms)), 15_000),
        row('R19', 'exit codes that are not 0, second SIGTERM included', '0', String(badCodes), !badCodes),
        within('R19', 'until ready says no, asked every 10 ms: median', median(unready), 100),
        within(
          'R19',
          'until ready says no: the longest, on a machine that is busy with three lanes',
          Math.max(...unready),
          250,
        ),
        row('R19', 'sends that failed after retry', '0', String(outcome.unknown), !outcome.unknown),
        row(
          'R19',
          'answers of 5xx',
          '0',
          errors.map(([what, n]) => `${n} × ${what}`).join(', ') || '0',
          !errors.length,
        ),
      ];
    }),
};
