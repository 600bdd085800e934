import { setTimeout as sleep } from 'node:timers/promises';
import { Crowd } from '../load/crowd.js';
import { kept } from '../report/kept.js';
import { count, row, type Row } from '../report/promise.js';
import type { Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

/** Commits wait in memory for so long that a kill must lose some. */
const CARELESS = { synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB' };

export const killedPostgres: Scenario = {
  name: 'postgres-killed',
  title: 'All of PostgreSQL is killed while twenty people write',
  play: async (pace) => [
    ...(await withStage(pace, {}, (stage) => durable(stage, pace))),
    ...(await withStage(pace, { postgres: CARELESS }, (stage) => careless(stage))),
  ],
};

async function durable(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const goal = quick ? { kills: 3, messages: 1_500 } : { kills: 10, messages: 30_000 };
  const crowd = await Crowd.gather(stage, { senders: 20, watchers: 8, chats: 4, rate: quick ? 250 : 500 });
  let kills = 0;
  for (const since = performance.now(); kills < goal.kills || crowd.acknowledged < goal.messages;) {
    await sleep(stage.between(2_000, 5_000));
    if (kills < goal.kills) {
      await killAndStart(stage);
      say(`${++kills} kills, ${count(crowd.acknowledged)} acknowledged`);
    }
    if (performance.now() - since > 240_000) break;
  }
  await sleep(2_000);
  const outcome = await crowd.end();
  return [
    ...kept(`${kills} kills of PostgreSQL`, outcome, 'R2'),
    row(
      'R2',
      'the run was long enough',
      `${goal.kills} kills, ${count(goal.messages)} messages`,
      `${kills} kills, ${count(crowd.acknowledged)} messages`,
      kills >= goal.kills && crowd.acknowledged >= goal.messages,
    ),
  ];
}

async function careless(stage: Stage): Promise<Row[]> {
  const crowd = await Crowd.gather(stage, { senders: 20, watchers: 0, chats: 4, rate: 300 });
  // The people and chats themselves shall survive it.
  await stage.postgres.query('CHECKPOINT');
  await sleep(4_000);
  await killAndStart(stage);
  await sleep(2_000);
  const { verdict } = await crowd.end();
  const { lost } = verdict;
  return [
    row(
      'R2',
      'control: with synchronous_commit=off a kill loses',
      '> 0',
      `${count(lost.length)} lost`,
      lost.length > 0,
    ),
  ];
}

async function killAndStart(stage: Stage): Promise<void> {
  await stage.postgres.kill();
  await sleep(stage.between(0, 1_000));
  await stage.postgres.startAgain();
}
