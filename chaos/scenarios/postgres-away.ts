import { setTimeout as sleep } from 'node:timers/promises';
import { openRaw } from '../load/doors.js';
import { call } from '../load/call.js';
import { Crowd } from '../load/crowd.js';
import { Probe } from '../load/probe.js';
import { kept } from '../report/kept.js';
import { row, type Row, seconds, within } from '../report/promise.js';
import { timeUntil } from '../stage/soon.js';
import type { Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const POOL = 10;

export const postgresAway: Scenario = {
  name: 'postgres-away',
  title: 'PostgreSQL is stopped at once, is away for a while, and freezes, while people write',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const crowd = await Crowd.gather(stage, { senders: 10, watchers: 8, chats: 4, rate: 100 });
      const away = await stops(stage, crowd, pace);
      const frozen = await freeze(stage, crowd, pace);
      const outcome = await crowd.end();
      const { disagreeing } = outcome.verdict;
      return [
        ...away,
        ...frozen,
        ...kept('PostgreSQL away and frozen', outcome),
        row('R8', 'nobody saw a message that is not stored', '0', String(disagreeing.length), !disagreeing.length),
      ];
    }),
};

async function stops(stage: Stage, crowd: Crowd, { quick, say }: Pace): Promise<Row[]> {
  const outages = [...new Array(quick ? 2 : 9).fill(1_500), quick ? 6_000 : 60_000] as number[];
  const back: number[] = [];
  const watch = observe(stage, crowd);
  const began: number[] = [];
  for (const outage of outages) {
    await sleep(2_000);
    began.push(performance.now());
    await stage.postgres.stopAtOnce();
    await sleep(outage);
    await stage.postgres.startAgain();
    const since = performance.now();
    await timeUntil(() => watch.send.timeTo(true, since) < Infinity, 6_000);
    back.push(watch.send.timeTo(true, since));
    say(`away for ${outage / 1000} s, normal ${Math.round(back.at(-1)!)} ms after`);
  }
  await watch.end();
  const away = began.at(-1)!;
  const during = watch.send.between(away + 500, away + outages.at(-1)!);
  const falseYes = during.filter(({ good }) => good).length;
  const odd = during.filter(({ status }) => status !== 503).length;
  return [
    row('R21', 'sends meanwhile are answered with 503', '0 others', `${odd} of ${during.length}`, !odd && !falseYes),
    within('R21', 'sends meanwhile are answered soon', watch.send.slowest(away, away + outages.at(-1)!), 3_000),
    within('R21', 'normal after PostgreSQL is back', Math.max(...back), 5_000),
    ...truth(watch, away, 'PostgreSQL stops'),
  ];
}

async function freeze(stage: Stage, crowd: Crowd, { quick, say }: Pace): Promise<Row[]> {
  const ms = quick ? 8_000 : 30_000;
  const sockets = await Promise.all(stage.ports.map((port) => openRaw(port, crowd.chats[0]!, crowd.people[0]!.token)));
  const watch = observe(stage, crowd);
  await sleep(1_000);
  const since = performance.now();
  stage.postgres.freeze();
  await sleep(ms);
  const open = sockets.filter(({ readyState }) => readyState === 1).length;
  stage.postgres.thaw();
  const thawed = performance.now();
  say(`frozen for ${ms / 1000} s`);
  await sleep(8_000);
  await watch.end();
  const [{ busy } = { busy: 0 }] = await stage.postgres.query<{ busy: number }>(
    `SELECT count(*)::int AS busy FROM pg_stat_activity WHERE application_name = 'parley'`,
  );
  for (const socket of sockets) socket.terminate();
  return [
    within('R22', 'sends fail while PostgreSQL is frozen', watch.send.slowest(since, thawed), 5_000),
    within('R22', 'normal after it is thawed', watch.send.timeTo(true, thawed), 5_000),
    row('R22', 'sockets stay open', `${sockets.length}`, String(open), open === sockets.length),
    row('R22', 'connections of the pools afterwards', `<= ${POOL * 2}`, String(busy), busy <= POOL * 2),
    ...truth(watch, since, 'PostgreSQL freezes'),
    await hangIsNoticed(stage, crowd),
  ];
}

/** A server that waits for ever, played by one that stands still: what is measured above must see it. */
async function hangIsNoticed(stage: Stage, crowd: Crowd): Promise<Row> {
  const watch = observe(stage, crowd);
  await sleep(500);
  const since = performance.now();
  stage.instances[0]!.signal('SIGSTOP');
  await sleep(6_000);
  stage.instances[0]!.signal('SIGCONT');
  await watch.end();
  const [send, ready] = [watch.send.slowest(since), watch.ready.slowest(since)];
  return row(
    'R22',
    'control: a server that hangs is noticed, by sends and by /health/ready',
    '> 5 s, > 1 s',
    `${seconds(send)}, ${seconds(ready)}`,
    send > 5_000 && ready > 1_000,
  );
}

interface Watch {
  send: Probe;
  ready: Probe;
  live: Probe;
  end(): Promise<void>;
}

function observe({ urls }: Stage, { people, chats, log }: Crowd): Watch {
  const caller = { url: urls[0]!, token: people[0]!.token, patience: 15_000 };
  const post = async () => {
    const operation = log.invoke(-1, chats[0]!);
    const body = { text: operation.key, client_id: operation.key };
    log.acknowledge(operation, await call(caller, 'POST', `/chat/${chats[0]}/messages/`, body));
  };
  const probes = { send: new Probe(post, 200), ready: Probe.ready(urls[0]!), live: Probe.live(urls[1]!) };
  return { ...probes, end: async () => void (await Promise.all(Object.values(probes).map((probe) => probe.end()))) };
}

/** What `/health` says, by R41. */
function truth({ ready, live }: Watch, since: number, when: string): Row[] {
  const bad = live.looks.filter(({ good }) => !good).length;
  return [
    within('R41', `ready turns false when ${when}`, ready.timeTo(false, since), 2_000),
    within('R41', `ready is answered when ${when}`, ready.slowest(), 1_000),
    row('R41', `live stays true when ${when}`, '0 no', `${bad} of ${live.looks.length}`, !bad),
  ];
}
