import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from '../../test/support/guard.mjs';
import { call } from '../load/call.js';
import { openRaw } from '../load/doors.js';
import { fuzzHttp, fuzzIo, fuzzRaw } from '../load/fuzz.js';
import { Probe } from '../load/probe.js';
import { count, row, type Row, seconds, within } from '../report/promise.js';
import { residentOf } from '../stage/processes.js';
import { soon, timeUntil } from '../stage/soon.js';
import type { Instance } from '../stage/instance.js';
import type { Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const MOST_MB = 512;

export const nonsense: Scenario = {
  name: 'nonsense',
  title: 'Nonsense on every door, and floods of it',
  play: (pace) =>
    withStage(pace, { env: { RATE_LIMIT: 'off' } }, async (stage) => [
      ...(await fuzz(stage, pace)),
      ...(await flood(stage, pace)),
      ...(await eventLoop(stage)),
      await growthIsNoticed(),
      await endIsNoticed(stage),
    ]),
};

async function fuzz(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const people = await stage.people(4);
  const chat = await stage.group(people);
  const [first, second, third] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
  const share = quick ? 3_000 : 100_000;
  const [here, there] = stage.instances as [Stage['instances'][0], Stage['instances'][0]];
  const pids = stage.instances.map(({ pid }) => pid);
  const canary = new Probe(
    () => call({ url: here.url, token: people[3]!.token }, 'POST', `/chat/${chat}/messages/`, { text: 'alive' }),
    1_000,
  );
  await Promise.all([
    fuzzRaw(here.port, chat, first.token, share, stage.dice(801)),
    fuzzIo(here.port, second.token, share, stage.dice(802)),
    fuzzHttp(there.port, third.token, share / 20, stage.dice(803)),
  ]);
  await canary.end();
  const frames = share * 2 + share / 20;
  const ends = stage.instances.filter(({ pid }, index) => pid !== pids[index]).length + stage.crashes();
  const bad = canary.looks.filter(({ good }) => !good).length;
  say(`${count(frames)} frames and requests of nonsense`);
  return [
    row('R38', `${count(frames)} frames and requests of nonsense end no process`, '0', String(ends), !ends),
    row('R38', 'others are served meanwhile', '0 failed', `${bad} of ${canary.looks.length}`, !bad),
    within('R38', 'the slowest answer to others', canary.slowest(), 5_000),
  ];
}

/** Idle sockets, and ten that never stop talking. */
async function flood(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const people = await stage.people(quick ? 50 : 500);
  const chats = await Promise.all(
    [0, 1, 2, 3, 4].map((n) => stage.group(people.filter((_, index) => index % 5 === n))),
  );
  const instance = stage.instances[0]!;
  const idle = [];
  for (let n = 0; n < (quick ? 200 : 2_000); n++) {
    const index = n % people.length;
    idle.push(await openRaw(instance.port, chats[index % 5]!, people[index]!.token));
  }
  await sleep(2_000);
  const before = residentOf(instance.pid);
  const until = performance.now() + (quick ? 5_000 : 30_000);
  let most = before;
  const floods = people.slice(0, 10).map(async ({ token }, index) => {
    let sent = 0;
    while (performance.now() < until) {
      const socket = await openRaw(instance.port, chats[index % 5]!, token);
      while (performance.now() < until && socket.readyState === socket.OPEN) {
        if (socket.bufferedAmount < 1 << 20) socket.send('{"type":"ping"}');
        if (++sent % 50 === 0) await new Promise(setImmediate);
      }
      socket.terminate();
    }
  });
  const watching = setInterval(() => (most = Math.max(most, residentOf(instance.pid))), 250);
  await Promise.all(floods);
  clearInterval(watching);
  await sleep(quick ? 5_000 : 60_000);
  const after = residentOf(instance.pid);
  for (const socket of idle) socket.terminate();
  say(`${Math.round(before)} MB before, ${Math.round(most)} at most, ${Math.round(after)} afterwards`);
  return [
    row(
      'R14',
      `memory with ${idle.length} idle sockets and 10 floods`,
      `<= ${MOST_MB} MB`,
      `${Math.round(most)} MB`,
      most <= MOST_MB,
    ),
    row(
      'R14',
      `memory ${quick ? 5 : 60} s afterwards`,
      '<= 1.2 × before',
      `${(after / before).toFixed(2)} ×`,
      quick || after <= before * 1.2,
    ),
  ];
}

/** As the server itself measures it, since it was last asked. */
async function eventLoop(stage: Stage): Promise<Row[]> {
  const [instance] = stage.instances as [Instance];
  const flooded = await loopDelay(instance);
  // Node measures from the second tick on after it was asked.
  await sleep(100);
  instance.signal('SIGSTOP');
  await sleep(500);
  instance.signal('SIGCONT');
  await sleep(200);
  const stood = await loopDelay(instance);
  return [
    within('R39', 'p99 of the event loop, floods included', flooded, 50),
    row('R39', 'control: a loop that stood still for half a second is noticed', '> 50 ms', seconds(stood), stood > 50),
  ];
}

async function loopDelay({ url }: Instance): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, p99] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text) ?? [];
  if (!p99) throw new Error('/metrics shows no delay of the event loop.');
  return Number(p99) * 1000;
}

/** Memory without a bound, played by a process that takes too much. */
async function growthIsNoticed(): Promise<Row> {
  const greedy = spawn(process.execPath, [
    '-e',
    `const all = Buffer.alloc(600 << 20, 1); setTimeout(() => all, 30_000)`,
  ]);
  guard('pid', greedy.pid!);
  const ms = await timeUntil(() => residentOf(greedy.pid!) > MOST_MB, 20_000, 100);
  greedy.kill('SIGKILL');
  return row('R14', 'control: a process of 600 MB is noticed', 'yes', ms < Infinity ? 'yes' : 'no', ms < Infinity);
}

/** A process that ends by itself, played by one that aborts: what counts them must count it. */
async function endIsNoticed(stage: Stage): Promise<Row> {
  const instance = stage.instances[1]!;
  const before = stage.crashes();
  instance.signal('SIGABRT');
  await soon(() => !instance.runs);
  const noticed = stage.crashes() - before;
  instance.crashes -= noticed;
  return row('R38', 'control: a process that ends is noticed', '1', String(noticed), noticed === 1);
}
