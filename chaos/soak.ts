import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { release } from '../test/support/guard.mjs';
import { openRaw } from './load/doors.js';
import { Crowd } from './load/crowd.js';
import { kept } from './report/kept.js';
import { slopeOf } from './oracle/slope.js';
import { row, type Row } from './report/promise.js';
import { tableOf } from './report/table.js';
import { handlesOf, residentOf } from './stage/processes.js';
import { Stage } from './stage/stage.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '120' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
/** What is measured before is warming up; of short runs, a sixth. */
const warmMs = Math.min(20, minutes / 6) * 60_000;
const SAMPLE_MS = Math.min(30_000, minutes * 1_000);
/** Before the tokens end, after a quarter of an hour. */
const RENEW_MS = 600_000;
const MB_AN_HOUR = 5;
const HANDLES_AN_HOUR = 10;
const CLIENTS = 200;
/**
 * V8's young generation is large from the start and gives back no more than half. Otherwise it grows and shrinks between 1
 * and 32 MB with what happens to be asked of it, and hides what an instance keeps: that is in the other generations.
 */
const STEADY_YOUNG = ['--min-semi-space-size=16'];

/** Of each instance. */
interface Sample {
  hours: number;
  mb: number[];
  handles: number[];
}

const begun = performance.now();
const since = () => performance.now() - begun;
const say = (line: string) => console.log(`${(since() / 60_000).toFixed(1).padStart(6)} min  ${line}`);
const awake = setInterval(() => undefined, 60_000);

say(`Seed ${seed}, ${minutes} minutes`);
const stage = await Stage.open({ seed, flags: () => STEADY_YOUNG });
const samples: Sample[] = [];
const rows: Row[] = [];
try {
  const crowd = await Crowd.gather(stage, { senders: 20, watchers: 20, chats: 4, rate: 20, window: 1 });
  const life = new AbortController();
  let renewed = since();
  const churning = churn(crowd, life.signal);
  for (let next = SAMPLE_MS; since() < minutes * 60_000; next += SAMPLE_MS) {
    await sleep(Math.max(0, next - since()));
    const pids = stage.instances.map(({ pid }) => pid);
    const [mb, handles] = [pids.map(residentOf), pids.map(handlesOf)];
    samples.push({ hours: since() / 3.6e6, mb, handles });
    if (since() > renewed + RENEW_MS) {
      renewed = since();
      await stage.renew(crowd.people);
    }
    const each = pids.map((_, index) => `${Math.round(mb[index]!)} MB, ${handles[index]} handles`);
    say(`${crowd.acknowledged} acknowledged; ${each.join('; ')}`);
  }
  life.abort();
  await churning;
  await stage.renew(crowd.people);
  rows.push(...grown(), ...kept(`${minutes} minutes`, await crowd.end(), 'R40'));
  rows.push(row('R38', 'no instance ends by itself', '0', String(stage.crashes()), !stage.crashes()));
} finally {
  await stage.close();
  await release();
  clearInterval(awake);
}
console.log(`\n${tableOf(rows)}`);
process.exit(rows.some(({ held }) => held === 'NO') ? 1 : 0);

/** Two hundred clients who do nothing but come and go, one a second. */
async function churn({ people, chats }: Crowd, ended: AbortSignal): Promise<void> {
  const sockets = [];
  for (let n = 0; !ended.aborted; n++) {
    const person = people[n % people.length]!;
    const open = openRaw(stage.pick(stage.ports), stage.pick(chats), person.token);
    sockets.push(await open.catch(() => undefined));
    if (sockets.length > CLIENTS - people.length) sockets.shift()?.terminate();
    if (sockets.length > CLIENTS / 2) await sleep(1_000, undefined, { signal: ended }).catch(() => undefined);
  }
  for (const socket of sockets) socket?.terminate();
}

/**
 * The instances are judged together: clients come to either at random, so one gains what another loses. What each leaks
 * adds up.
 */
function grown(): Row[] {
  const warm = samples.filter(({ hours }) => hours * 3.6e6 >= warmMs);
  const isLong = minutes >= 60;
  const slope = (what: 'mb' | 'handles') => slopeOf(warm.map((sample) => [sample.hours, sum(sample[what])]));
  const end = (what: 'mb' | 'handles') => warm.at(-1)?.[what].map(Math.round).join(' and ');
  const [mb, handles] = [slope('mb'), slope('handles')];
  const whose = `of all instances${isLong ? '' : ' (too short to judge)'}`;
  return [
    row(
      'R40',
      `memory ${whose}`,
      `<= ${MB_AN_HOUR} MB/h`,
      `${mb.toFixed(1)} MB/h, ${end('mb')} MB at the end`,
      !isLong || mb <= MB_AN_HOUR,
    ),
    row(
      'R40',
      `handles ${whose}`,
      'constant',
      `${handles.toFixed(0)}/h, ${end('handles')} at the end`,
      !isLong || Math.abs(handles) <= HANDLES_AN_HOUR,
    ),
  ];
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
