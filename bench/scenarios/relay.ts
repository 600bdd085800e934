import { cpuBetween, cpuSecondsOf } from '../load/cpu.js';
import { passByPipe } from '../load/passing.js';
import { growthOf } from '../load/resident.js';
import { compare, figure } from '../report/row.js';
import { newPair } from '../stage/new-pair.js';
import type { Scenario } from './scenario.js';

const GB = 1e9;
const SIZE = 2 ** 30;
const SMALL = 2 ** 28;
const MB = 2 ** 20;
const SLOW = { pace: 10 * MB, ms: 12_000 };

/** Of the CPU for a GB, as a multiple of the pipe's. */
const TARGETS = { HTTP: 2.5, 'ws/file': 1.4 } as const;

interface Cost {
  cpu: number[];
  speed: number[];
}

/** How much CPU a GB costs that process, and how many MB pass in a second. */
async function costOf(pid: number, size: number, pass: () => Promise<unknown>, cost: Cost): Promise<void> {
  const before = cpuSecondsOf({ server: pid });
  const began = performance.now();
  await pass();
  cost.speed.push(size / 1e6 / ((performance.now() - began) / 1000));
  cost.cpu.push((cpuBetween(before, cpuSecondsOf({ server: pid })).server! / size) * GB);
}

export const relay: Scenario = {
  name: 'D',
  title: 'D. Passing a file on: HTTP and ws/file beside a TCP pipe, without and with the hash that a transfer owes',
  async play(stage, { rounds, ms }) {
    const size = ms < 1000 ? SMALL : SIZE;
    const [server, floor, pair] = [await stage.server(), await stage.floor('TCP pipe'), await newPair(stage)];
    const [http, socket, pipe, hashed] = Array.from({ length: 4 }, (): Cost => ({ cpu: [], speed: [] }));
    await pair.passByHttp(SMALL);
    for (let round = 0; round < rounds; round++) {
      await costOf(floor.pid, size, () => passByPipe(floor.port, 'S', size), pipe!);
      await costOf(server.pid, size, () => pair.passByHttp(size), http!);
      await costOf(server.pid, size, () => pair.passBySocket(size), socket!);
      await costOf(floor.pid, size, () => passByPipe(floor.port, 'H', size), hashed!);
    }
    const { grown } = await growthOf(server.pid, () => pair.passByHttp(SIZE, SLOW.pace, SLOW.ms));
    pair.close();
    return [
      ...[['HTTP', http!] as const, ['ws/file', socket!] as const].flatMap(([way, cost]) =>
        rowsOf(way, cost, pipe!, hashed!),
      ),
      figure('memory, 1 GiB to a recipient of 10 MB/s: peak above before', 'MB', grown, { most: 64 }),
    ];
  },
};

const rowsOf = (way: keyof typeof TARGETS, cost: Cost, pipe: Cost, hashed: Cost) => [
  compare({
    work: `${way}, CPU a GB / pipe`,
    unit: 's',
    server: cost.cpu,
    floor: pipe.cpu,
    target: { most: TARGETS[way] },
  }),
  compare({
    work: `${way}, CPU a GB / pipe with hash`,
    unit: 's',
    server: cost.cpu,
    floor: hashed.cpu,
    target: { most: TARGETS[way] },
  }),
  compare({
    work: `${way}, CPU a GB less what the hash alone needs / pipe`,
    unit: 's',
    server: cost.cpu.map((cpu, round) => cpu - hashed.cpu[round]! + pipe.cpu[round]!),
    floor: pipe.cpu,
    target: { most: TARGETS[way] },
  }),
  compare({
    work: `${way}, speed / pipe`,
    unit: 'MB/s',
    server: cost.speed,
    floor: pipe.speed,
    target: { least: 0.75 },
  }),
  compare({
    work: `${way}, speed / pipe with hash`,
    unit: 'MB/s',
    server: cost.speed,
    floor: hashed.speed,
    target: { least: 0.75 },
  }),
];
