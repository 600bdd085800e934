import { once } from 'node:events';
import { WebSocket } from 'ws';
import { residentOf } from '../load/resident.js';
import { median } from '../load/numbers.js';
import type { Ran } from '../load/orders.js';
import { compare, figure } from '../report/row.js';
import { Cast, type Person } from '../stage/cast.js';
import { latency } from './figures.js';
import type { Scenario } from './scenario.js';

const GOOD = 20;
const SLOW = 100;
const LOAD = { kind: 'open', perSecond: 500, bytes: 1_000 } as const;
/** Those who do not read are cut within ten seconds: both happens, that they are there and that they are gone. */
const LONGER = 5;

export const slowReaders: Scenario = {
  name: 'slow',
  title: `${SLOW} who do not read beside ${GOOD} who do, in a chat with 500 messages a second`,
  async play(stage, { rounds, warmMs, ms }) {
    const server = await stage.server();
    const cast = new Cast(await stage.sql(), stage.jwtSecret);
    const people = await cast.people(GOOD + SLOW);
    const chat_id = await cast.group(people);
    const clients = people.slice(0, GOOD).map(({ token }) => ({ token, chat_id, chats: [chat_id] }));
    await stage.generator.ask({ do: 'connect', set: 'good', wire: 'raw ws', port: server.port, clients });
    const watched = stage.watched(server);
    const talk = () => stage.generator.ask({ do: 'run', set: 'good', load: LOAD, warmMs, ms: ms * LONGER, watched });
    const [alone, beside]: Ran[][] = [[], []];
    const grown: number[] = [];
    for (let round = 0; round < rounds; round++) {
      alone!.push(await talk());
      const before = residentOf(server.pid);
      const sockets = await stopReading(`ws://127.0.0.1:${server.port}/ws/chat/${chat_id}/`, people.slice(GOOD));
      beside!.push(await talk());
      grown.push(residentOf(server.pid) - before);
      for (const socket of sockets) socket.terminate();
    }
    await stage.generator.ask({ do: 'close', set: 'good' });
    const all = (of: 'p50' | 'p99', runs: Ran[]) => runs.map((ran) => ran[of]);
    const note = `p50/p99 ${latency(beside!)}, alone ${latency(alone!)}`;
    return [
      compare({
        work: 'p99 of those who read, beside the others / alone',
        unit: 'ms',
        server: all('p99', beside!),
        floor: all('p99', alone!),
        target: { most: 1.2 },
        note,
      }),
      compare({ work: 'p50, the same', unit: 'ms', server: all('p50', beside!), floor: all('p50', alone!) }),
      figure('memory that it costs', 'MB', median(grown), { most: 64 }),
    ];
  },
};

async function stopReading(url: string, people: Person[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (const { token } of people) {
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    sockets.push(socket);
  }
  for (const socket of sockets) socket.pause();
  return sockets;
}
