import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { compare, figure } from '../report/row.js';
import { Cast } from '../stage/cast.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';

const PEOPLE = 1_000;
const GROUP = 100;
/** Longer than a page may be gone without anybody being told. */
const AWAY_MS = 7_000;
/** A little less than the second that is promised between two frames, which are timed where they arrive. */
const NEARLY_A_SECOND_MS = 900;
const QUIET_MS = 3_000;

/** Somebody with the group open, and when which kind of frame came. */
class Onlooker {
  private socket?: WebSocket;
  private heard: { type: string; at: number }[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async come(): Promise<void> {
    this.heard = [];
    const headers = { authorization: `Bearer ${this.token}` };
    const socket = (this.socket = new WebSocket(this.url, { headers, perMessageDeflate: false }));
    socket.on('message', (data: Buffer) => {
      const [, type] = /"type":"(\w+)"/.exec(data.toString())!;
      this.heard.push({ type: type!, at: performance.now() });
    });
    await once(socket, 'open');
  }

  async go(): Promise<void> {
    if (!this.socket) return;
    const gone = once(this.socket, 'close');
    this.socket.terminate();
    await gone;
  }

  timesOf = (type: string): number[] => this.heard.filter((frame) => frame.type === type).map(({ at }) => at);

  /** The most frames of that type within any second. */
  mostInASecond(type: string): number {
    const times = this.timesOf(type);
    return Math.max(
      0,
      ...times.map((from) => times.filter((at) => at >= from && at < from + NEARLY_A_SECOND_MS).length),
    );
  }
}

export const reconnectStorm: Scenario = {
  name: 'storm',
  title: `Reconnect storm: ${PEOPLE} people in groups of ${GROUP}, each looking at theirs, come back at once`,
  async play(stage, { rounds }) {
    const crowd = await crowdOf(stage);
    const [sums, most, took]: number[][] = [[], [], []];
    try {
      for (let round = 0; round < rounds; round++) {
        await Promise.all(crowd.map((one) => one.go()));
        await sleep(AWAY_MS);
        const began = performance.now();
        await Promise.all(crowd.map((one) => one.come()));
        took!.push((performance.now() - began) / 1000);
        await sleep(QUIET_MS);
        sums!.push(crowd.reduce((sum, one) => sum + one.timesOf('presence').length, 0));
        most!.push(Math.max(...crowd.map((one) => one.mostInASecond('presence'))));
      }
    } finally {
      await Promise.all(crowd.map((one) => one.go()));
    }
    const pairs = sums!.map(() => PEOPLE * (GROUP - 1));
    return [
      figure('presence frames to one connection in any second', 'frames', Math.max(...most!), { most: 1 }),
      compare({
        work: 'presence frames / one for each pair of people',
        unit: 'frames',
        server: sums!,
        floor: pairs,
        target: { most: 0.1 },
      }),
      figure('everybody connected again', 's', Math.max(...took!), { most: 30 }),
    ];
  },
};

async function crowdOf(stage: Stage): Promise<Onlooker[]> {
  const server = await stage.server();
  const cast = new Cast(await stage.sql(), stage.jwtSecret);
  const people = await cast.people(PEOPLE);
  const crowd: Onlooker[] = [];
  for (let first = 0; first < PEOPLE; first += GROUP) {
    const members = people.slice(first, first + GROUP);
    const chat = await cast.group(members);
    const url = `ws://127.0.0.1:${server.port}/ws/chat/${chat}/`;
    crowd.push(...members.map(({ token }) => new Onlooker(url, token)));
  }
  await Promise.all(crowd.map((one) => one.come()));
  await sleep(QUIET_MS);
  return crowd;
}
