import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../load/call.js';
import { Crowd } from '../load/crowd.js';
import { kept } from '../report/kept.js';
import { notCovered, row, type Row } from '../report/promise.js';
import { ROOT } from '../stage/instance.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const SKEWED = ['--import', join(ROOT, 'chaos/stage/skewed-clock.mjs')];

export const twoClocks: Scenario = {
  name: 'clocks',
  title: 'Two instances start at once on an empty database, and one is ten minutes ahead',
  play: (pace) =>
    withStage(pace, { empty: true, flags: (instance) => (instance === 1 ? SKEWED : []) }, async (stage) => {
      const rows = [...(await migrations(stage)), ...(await tokens(stage))];
      const crowd = await Crowd.gather(stage, { senders: 9, watchers: 8, chats: 3, rate: 150 });
      // Those whose token is of the right clock; whoever meets the other is within its quarter of an hour.
      await sleep(pace.quick ? 4_000 : 30_000);
      return [...rows, ...kept('clocks ten minutes apart', await crowd.end(), 'R30')];
    }),
};

/** The stage has started both at the same moment. */
async function migrations({ postgres }: Stage): Promise<Row[]> {
  const done = await postgres.query<{ name: string }>('SELECT name FROM migrations');
  const names = new Set(done.map(({ name }) => name));
  return [
    row(
      'R28',
      'two instances that start at once run each migration once',
      `${names.size} of ${names.size}`,
      `${done.length} runs of ${names.size} migrations`,
      names.size > 0 && done.length === names.size,
    ),
  ];
}

async function tokens({ urls }: Stage): Promise<Row[]> {
  const person = { username: 'clock_watcher', password: 'it is later than you think' };
  await call({ url: urls[0]!, token: '' }, 'POST', '/user/register/', person);
  const refused: string[] = [];
  const attempt = (what: string, asking: Promise<unknown>) =>
    asking.catch((error: Error) => refused.push(`${what}: ${error.message}`));
  const pairOf = (at: number) => call<Pair>({ url: urls[at]!, token: '' }, 'POST', '/api/token/', person);
  const refresh = (at: number, { refresh }: Pair) =>
    call({ url: urls[at]!, token: '' }, 'POST', '/api/token/refresh/', { refresh });

  const [right, ahead] = [await pairOf(0), await pairOf(1)];
  await attempt('access', call({ url: urls[1]!, token: right.access }, 'GET', '/user/me/'));
  await attempt('refresh', refresh(1, right));
  await attempt('refresh of the clock ahead', refresh(0, ahead));
  return [
    row(
      'R30',
      'tokens in their time are good on the other clock',
      '0 refused',
      refused.join('; ') || '0',
      !refused.length,
    ),
    notCovered(
      'R30',
      'an access token from a clock ahead',
      'is refused by the other until its time has come, less 60 s',
    ),
  ];
}

interface Pair {
  access: string;
  refresh: string;
}
