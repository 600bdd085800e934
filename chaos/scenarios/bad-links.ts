import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { Crowd } from '../load/crowd.js';
import { openRaw } from '../load/doors.js';
import { kept } from '../report/kept.js';
import { count, row, type Row, within } from '../report/promise.js';
import { FAIR, Line, type Weather } from '../stage/line.js';
import type { Person, Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const BAD: Weather = { delayMs: 200, jitterMs: 100, loss: 0.05, bytesPerSecond: 32_000, answersCut: 0.002 };
/** Between the instances and what they need: nearer, and not quite well either. */
const POOR: Weather = { ...FAIR, delayMs: 5, jitterMs: 5, loss: 0.002 };
const BACK_WITHIN_MS = 15_000;

export const badLinks: Scenario = {
  name: 'links',
  title: 'Every line is slow, loses packets, falls silent one way and is cut, while people write',
  play: (pace) =>
    withStage(pace, {}, async (stage) => [...(await weathered(stage, pace)), ...(await comeBack(stage, pace))]),
};

async function weathered(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const lines = await Promise.all(
    stage.instances.map((_, n) => Line.to({ path: stage.postgres.socket }, stage.dice(500 + n))),
  );
  for (const [index, instance] of stage.instances.entries()) {
    await instance.stop();
    instance.env.DATABASE_URL = `postgresql://parley@127.0.0.1:${lines[index]!.port}/parley`;
    await instance.start();
  }
  const crowd = await Crowd.gather(stage, { senders: 12, watchers: 10, chats: 4, rate: 60 });
  for (const door of stage.doors) door.weather = BAD;
  for (const line of [...lines, ...stage.wires]) line.weather = POOR;
  for (let round = 0; round < (quick ? 2 : 6); round++) {
    await sleep(stage.between(2_000, 4_000));
    const line = stage.pick([...stage.doors, ...stage.wires, ...lines]);
    line.stall(stage.random() < 0.5 ? 'up' : 'down');
    await sleep(quick ? 5_000 : 10_000);
    line.flow();
    stage.pick([...stage.wires, ...lines]).cut({ one: true });
    say(`${count(crowd.acknowledged)} acknowledged over bad lines`);
  }
  for (const line of [...stage.doors, ...stage.wires, ...lines]) line.weather = FAIR;
  const rows = kept('slow, lossy, silent and cut lines', await crowd.end(), 'R26');
  for (const [index, instance] of stage.instances.entries()) {
    await instance.stop();
    instance.env.DATABASE_URL = stage.postgres.url;
    await instance.start();
    await lines[index]!.close();
  }
  return rows;
}

/** Everybody on one instance is thrown out at once, and comes back at a moment of their own choosing. */
async function comeBack(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const many = quick ? 200 : 1_000;
  const people = await stage.people(many);
  const chats: number[] = [];
  for (let from = 0; from < many; from += 50) chats.push(await stage.group(people.slice(from, from + 50)));
  const chatOf = (n: number) => chats[Math.floor(n / 50)]!;
  const sockets: WebSocket[] = [];
  for (const [n, person] of people.entries()) sockets.push(await openRaw(stage.ports[0]!, chatOf(n), person.token));
  await stage.instances[0]!.kill();
  const returning = stage.instances[0]!.start();
  const since = performance.now();
  const whim = stage.dice(600);
  let refused = 0;
  const back = await Promise.all(
    people.map(async (person: Person, n) => {
      await sleep(whim() * BACK_WITHIN_MS);
      for (let attempt = 0; ; attempt++) {
        try {
          sockets[n] = await openRaw(stage.ports[(n + attempt) % 2]!, chatOf(n), person.token);
          return performance.now() - since;
        } catch (error) {
          if (/Unexpected server response: 5/.test(String(error))) refused++;
          if (attempt === 20) return Infinity;
          await sleep(1_000);
        }
      }
    }),
  );
  await returning;
  for (const socket of sockets) socket.terminate();
  say(`${many} came back`);
  return [
    within('R20', `${many} people of a killed instance are back`, Math.max(...back), 30_000),
    row('R20', 'upgrades answered with 5xx meanwhile', '0', String(refused), !refused),
  ];
}
