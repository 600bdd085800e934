import { setTimeout as sleep } from 'node:timers/promises';
import { call, Refusal } from '../load/call.js';
import { Crowd } from '../load/crowd.js';
import { openRaw } from '../load/doors.js';
import { kept } from '../report/kept.js';
import { quantile } from '../../bench/load/numbers.js';
import { row, type Row, within } from '../report/promise.js';
import { timeUntil } from '../stage/soon.js';
import type { Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const GUESSES = 200;
const CONTROL_GUESSES = 20;

export const redisAway: Scenario = {
  name: 'redis',
  title: 'Redis is killed and comes back empty, freezes, loses signals, while people write',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const crowd = await Crowd.gather(stage, { senders: 10, watchers: 8, chats: 4, rate: 120 });
      const rows = [
        ...(await freeze(stage, crowd, pace)),
        ...(await kill(stage, crowd, pace)),
        ...(await loseSignals(stage, crowd, pace)),
      ];
      return [...rows, ...kept('Redis away, frozen, losing signals', await crowd.end()), ...(await guesses(stage))];
    }),
};

async function freeze(stage: Stage, crowd: Crowd, { quick, say }: Pace): Promise<Row[]> {
  await sleep(2_000);
  const since = performance.now();
  stage.redis.freeze();
  await sleep(quick ? 6_000 : 30_000);
  const p99 = p99Since(crowd, since);
  stage.redis.thaw();
  say('frozen and thawed');
  return [within('R24', 'p99 of sends while Redis is frozen', p99, 1_500)];
}

async function kill(stage: Stage, crowd: Crowd, { quick, say }: Pace): Promise<Row[]> {
  await sleep(4_000);
  const since = performance.now();
  await stage.redis.stop();
  await sleep(quick ? 8_000 : 60_000);
  const p99 = p99Since(crowd, since);
  const meanwhile = await crossing(stage, crowd);
  await stage.redis.startAgain();
  await sleep(5_000);
  const afterwards = await crossing(stage, crowd);
  say('killed, and back with nothing in it');
  return [
    within('R23', 'p99 of sends while there is no Redis', p99, 1_500),
    within('R23', 'a message crosses without Redis', meanwhile, 5_000),
    within('R23', 'a message crosses, 5 s after Redis is back', afterwards, 1_000),
  ];
}

/** From an acknowledgement on one instance until somebody hears the message on the other. */
async function crossing({ urls, ports }: Stage, { people, chats, log }: Crowd): Promise<number> {
  const { token } = people[0]!;
  const socket = await openRaw(ports[1]!, chats[0]!, token);
  const operation = log.invoke(-1, chats[0]!);
  const said = { text: operation.key, client_id: operation.key };
  let heard = false;
  socket.on('message', (data) => (heard ||= JSON.parse(String(data)).text === operation.key));
  log.acknowledge(operation, await call({ url: urls[0]!, token }, 'POST', `/chat/${chats[0]}/messages/`, said));
  const ms = await timeUntil(() => heard, 40_000, 5);
  socket.terminate();
  return ms;
}

async function loseSignals(stage: Stage, _crowd: Crowd, { quick, say }: Pace): Promise<Row[]> {
  const times = quick ? 4 : 20;
  let killed = 0;
  for (let n = 0; n < times; n++) {
    await sleep(stage.between(300, 1_000));
    killed += Number((await stage.redis.say('CLIENT', 'KILL', 'TYPE', 'pubsub')).replace(':', '')) || 0;
    stage.pick(stage.wires).cut();
  }
  say(`${killed} subscriptions were ended`);
  return [row('R9', 'subscriptions ended under load (see R6 for what follows)', '> 0', String(killed), killed > 0)];
}

/** The limits count on, by themselves, where Redis would have counted. */
async function guesses(stage: Stage): Promise<Row[]> {
  const [instance] = stage.instances as [Stage['instances'][0]];
  const username = 'guessed_at';
  await call({ url: instance.url, token: '' }, 'POST', '/user/register/', {
    username,
    password: 'never to be guessed',
  });
  const limitedOf = async (guesses: number) => {
    let limited = 0;
    for (let n = 0; n < guesses; n++) {
      const body = { username, password: `a wrong guess ${n}` };
      const guess = call({ url: instance.url, token: '' }, 'POST', '/user/login/', body);
      await guess.catch((error) => (limited += Number(error instanceof Refusal && error.status === 429)));
    }
    return limited;
  };
  const unlimited = await limitedOf(CONTROL_GUESSES);
  await instance.stop();
  instance.env.RATE_LIMIT = 'on';
  await instance.start();
  await stage.redis.stop();
  const limited = await limitedOf(GUESSES);
  return [
    row('R25', `of ${GUESSES} bad sign-ins without Redis are limited`, '>= 150', String(limited), limited >= 150),
    row('R25', `control: of ${CONTROL_GUESSES} with RATE_LIMIT=off`, '0 limited', String(unlimited), unlimited === 0),
  ];
}

function p99Since({ log }: Crowd, since: number): number {
  const now = performance.now();
  const times = log.operations
    .filter(({ invoked }) => invoked >= since && invoked < now - 1_500)
    .map(({ invoked, ended }) => (ended ?? now) - invoked);
  return quantile(times, 0.99);
}
