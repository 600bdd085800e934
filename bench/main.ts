import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.js';
import type { Row } from './report/row.js';
import { tableOf } from './report/table.js';
import { chatList } from './scenarios/chat-list.js';
import { fanOutOpen } from './scenarios/fan-out-open.js';
import { fanOutRamp } from './scenarios/fan-out-ramp.js';
import { fanOut } from './scenarios/fan-out.js';
import { files } from './scenarios/files.js';
import { idleConnections } from './scenarios/idle-connections.js';
import { privateMessages } from './scenarios/private-messages.js';
import { reconnectStorm } from './scenarios/reconnect-storm.js';
import { relay } from './scenarios/relay.js';
import type { Scenario } from './scenarios/scenario.js';
import { slowReaders } from './scenarios/slow-readers.js';
import { startUp } from './scenarios/start-up.js';
import { twoInstances } from './scenarios/two-instances.js';
import { ROOT } from './stage/peer.js';
import { Stage } from './stage/stage.js';

const SCENARIOS: Scenario[] = [
  fanOut,
  fanOutOpen,
  fanOutRamp,
  privateMessages,
  idleConnections,
  relay,
  chatList,
  files,
  reconnectStorm,
  slowReaders,
  startUp,
  twoInstances,
];

const { only, pace, setting } = readOptions(process.argv.slice(2));
const chosen = SCENARIOS.filter(({ name }) => !only.length || only.includes(name));
// Some of what is waited for, such as the end of Redis, keeps no process alive by itself.
const awake = setInterval(() => undefined, 60_000);
const stage = await Stage.open(setting);
const results: { title: string; rows: Row[] }[] = [];
try {
  for (const { title, play } of chosen) {
    const rows = await play(stage, pace);
    results.push({ title, rows });
    console.log(`\n${title}\n${tableOf(rows)}`);
  }
} finally {
  await stage.close();
  clearInterval(awake);
}

const folder = join(ROOT, 'bench/results');
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, JSON.stringify({ node: process.version, cores: cpus().length, pace, results }, null, 2));
console.log(`\nWritten to ${file}`);
