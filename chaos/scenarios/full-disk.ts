import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../../test/support/guard.mjs';
import { call } from '../load/call.js';
import { Crowd } from '../load/crowd.js';
import { Probe } from '../load/probe.js';
import { kept } from '../report/kept.js';
import { notCovered, row, type Row, within } from '../report/promise.js';
import type { Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const SIZE = '320m';
/** Small files of its log, so that the next one is soon asked for. */
const SMALL = { min_wal_size: '32MB', max_wal_size: '64MB' };

export const fullDisk: Scenario = {
  name: 'disk',
  title: "PostgreSQL's disk is full while people write",
  async play(pace) {
    const why = cannotMount();
    if (why) return [notCovered('R27', 'a full disk', why)];
    const disk = temporaryFolder('chaos-disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0711`, 'tmpfs', disk]);
    try {
      const dataDir = join(disk, 'data');
      mkdirSync(dataDir, { mode: 0o711 });
      chmodSync(dataDir, 0o711);
      return await withStage(pace, { dataDir, postgres: SMALL }, (stage) => fill(stage, pace, disk));
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
};

async function fill(stage: Stage, { say }: Pace, disk: string): Promise<Row[]> {
  const crowd = await Crowd.gather(stage, { senders: 10, watchers: 6, chats: 4, rate: 200 });
  await sleep(2_000);
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 64 * 1024));
  const caller = { url: stage.urls[0]!, token: crowd.people[0]!.token, patience: 15_000 };
  const bulk = 'x'.repeat(3_900);
  const send = new Probe(() => {
    const operation = crowd.log.invoke(-1, crowd.chats[0]!);
    const body = { text: `${operation.key} ${bulk}`, client_id: operation.key };
    operation.key = body.text;
    return call<{ id: number; seq: number }>(caller, 'POST', `/chat/${crowd.chats[0]}/messages/`, body).then((sent) =>
      crowd.log.acknowledge(operation, sent),
    );
  }, 15);
  const live = Probe.live(stage.urls[1]!);
  const since = performance.now();
  while (send.timeTo(false, since) === Infinity && performance.now() - since < 60_000) await sleep(100);
  const full = send.timeTo(false, since);
  say(full === Infinity ? 'the disk never got full' : `full after ${Math.round(full)} ms`);
  await sleep(6_000);
  rmSync(ballast);
  const spaced = performance.now();
  // Whoever runs PostgreSQL starts it again where it gave up; the instances go on by themselves.
  const restarted = !stage.postgres.runs;
  if (restarted) await stage.postgres.startAgain();
  await sleep(6_000);
  await Promise.all([send.end(), live.end()]);
  const dead = live.looks.filter(({ good }) => !good).length;
  return [
    row('R27', 'the disk did get full', 'sends fail', full === Infinity ? 'they did not' : 'they do', full < Infinity),
    within('R27', 'sends fail while the disk is full', send.slowest(since + full, spaced), 3_000),
    within(
      'R27',
      restarted ? 'normal after there is room, and PostgreSQL was started again' : 'normal after there is room',
      send.timeTo(true, spaced),
      10_000,
    ),
    row('R27', 'the instances stay alive', '0 no', `${dead} of ${live.looks.length}`, !dead),
    ...kept('a full disk', await crowd.end(), 'R27'),
  ];
}

function cannotMount(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root, for a small disk of its own';
  const probe = temporaryFolder('chaos-probe');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return undefined;
  } catch {
    return 'this machine does not let root mount a tmpfs';
  }
}
