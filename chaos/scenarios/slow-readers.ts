import type { WebSocket } from 'ws';
import { growthOf } from '../../bench/load/resident.js';
import type { LoadKind } from '../../bench/load/orders.js';
import { Generator } from '../../bench/stage/generator.js';
import { openRaw } from '../load/doors.js';
import { count, row, type Row, within } from '../report/promise.js';
import { timeUntil } from '../stage/soon.js';
import type { Person, Stage } from '../stage/stage.js';
import type { Pace, Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

const GOOD = 20;
const SLOW = 100;
/** With a kilobyte each, half a megabyte a second waits for whoever does not read. */
const LOAD: LoadKind = { kind: 'open', perSecond: 500, bytes: 1_000 };
const GROWN_MB = 64;
const CUT_MS = 10_000;

export const slowReaders: Scenario = {
  name: 'readers',
  title: `${SLOW} people in a chat stop reading, while 500 messages a second are said in it`,
  play: (pace) => withStage(pace, { instances: 1 }, (stage) => flooded(stage, pace)),
};

async function flooded(stage: Stage, { quick, say }: Pace): Promise<Row[]> {
  const [instance] = stage.instances as [Stage['instances'][0]];
  const people = await stage.people(GOOD + (quick ? SLOW / 5 : SLOW));
  const chat = await stage.group(people);
  const [good, slow] = [people.slice(0, GOOD), people.slice(GOOD)];
  const generator = Generator.start();
  try {
    const clients = good.map(({ token }) => ({ token, chat_id: chat, chats: [chat] }));
    await generator.ask({ do: 'connect', set: 'good', wire: 'raw ws', port: instance.port, clients });
    const ms = quick ? 4_000 : 20_000;
    const order = { do: 'run', set: 'good', load: LOAD, warmMs: 1_000, watched: {} } as const;
    await generator.ask({ ...order, ms: ms / 2 });
    const sockets = await stopReading(instance.port, chat, slow);
    const cut = timeUntil(async () => (await cutBy(instance.url)) >= slow.length, ms, 100);
    // The generator fails where one of the good ones is cut, or misses anything.
    const { grown, result } = await growthOf(instance.pid, () => generator.ask({ ...order, ms }));
    const cutMs = await cut;
    const cutInAll = await cutBy(instance.url);
    for (const socket of sockets) socket.terminate();
    say(`${cutInAll} cut, the last ${Math.round(cutMs)} ms after they stopped reading; ${Math.round(grown)} MB more`);
    return [
      row(
        'R13',
        `of ${slow.length} who do not read are cut, and nobody else`,
        `${slow.length}`,
        `${cutInAll}`,
        cutInAll === slow.length,
      ),
      within('R13', 'until the last of them is cut', cutMs, CUT_MS),
      row(
        'R13',
        `${GOOD} others hear everything meanwhile`,
        'all',
        `all of ${count(result.deliveries)}`,
        result.deliveries > 0,
      ),
      row(
        'R13',
        'memory that those who do not read cost',
        `<= ${GROWN_MB} MB`,
        `${Math.round(grown)} MB`,
        grown <= GROWN_MB,
      ),
      row(
        'R13',
        'the load was what it says',
        '500 a second',
        `${Math.round(result.messages / result.seconds)}`,
        result.messages / result.seconds > 400,
      ),
    ];
  } finally {
    generator.stop();
  }
}

async function stopReading(port: number, chat: number, people: Person[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (const { token } of people) sockets.push(await openRaw(port, chat, token));
  for (const socket of sockets) socket.pause();
  return sockets;
}

async function cutBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^parley_slow_readers_cut_total (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}
