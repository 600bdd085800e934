import { setTimeout as sleep } from 'node:timers/promises';
import { Crowd } from '../load/crowd.js';
import { kept } from '../report/kept.js';
import { count, row } from '../report/promise.js';
import type { Instance } from '../stage/instance.js';
import { FAIR } from '../stage/line.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const ANSWERS_CUT = 0.01;
const KILLED_STARTING = 0.1;
const LONGEST_MS = 420_000;

export const killedInstances: Scenario = {
  name: 'killed',
  title: 'Instances are killed while twenty people write in four chats, and connections are cut',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const goal = pace.quick ? { kills: 5, messages: 3_000 } : { kills: 30, messages: 50_000 };
      const crowd = await Crowd.gather(stage, { senders: 20, watchers: 12, chats: 4, rate: pace.quick ? 250 : 450 });
      for (const door of stage.doors) door.weather = { ...FAIR, answersCut: ANSWERS_CUT };
      const life = new AbortController();
      const cutting = cutAtRandom(stage, life.signal);
      const kills = () => stage.instances.reduce((sum, instance) => sum + instance.kills, 0);
      const since = performance.now();
      const reached = () => kills() >= goal.kills && crowd.acknowledged >= goal.messages;
      while (!reached() && performance.now() - since < LONGEST_MS) {
        await sleep(stage.between(2_000, 6_000));
        if (kills() >= goal.kills) continue;
        const victim = stage.pick(stage.instances);
        // Some are killed in the middle of their start; where all were, a slow machine would never serve anybody.
        if (stage.random() > KILLED_STARTING) await victim.back();
        await victim.kill();
        comeBack(victim);
        pace.say(`${kills()} kills, ${count(crowd.acknowledged)} acknowledged`);
      }
      life.abort();
      await cutting;
      for (const door of stage.doors) door.weather = FAIR;
      await Promise.all(stage.instances.map((instance) => instance.back()));
      const outcome = await crowd.end();
      const { repeatedSends, reconnects, noticed } = outcome;
      pace.say(`${repeatedSends} sends were repeated, ${reconnects} reconnects, ${noticed} gaps noticed and filled`);
      return [
        ...kept(`${kills()} kills of instances`, outcome),
        row(
          'R1',
          'the run was long enough',
          `${goal.kills} kills, ${count(goal.messages)} messages`,
          `${kills()} kills, ${count(crowd.acknowledged)} messages`,
          reached(),
        ),
        row('R3', 'sends repeated because their answer was cut off', '> 0', count(repeatedSends), repeatedSends > 0),
        row('R6', 'connections that came back', '> 0', count(reconnects), reconnects > 0),
      ];
    }),
};

function comeBack(instance: Instance): void {
  void instance.start().catch(() => undefined);
}

async function cutAtRandom(stage: Stage, ended: AbortSignal): Promise<void> {
  const chance = stage.dice(700);
  while (!ended.aborted) {
    await sleep(50 + 350 * chance(), undefined, { signal: ended }).catch(() => undefined);
    stage.doors[Math.floor(chance() * stage.doors.length)]!.cut({ one: true });
  }
}
