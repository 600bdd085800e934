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
import { privateMessages } from './scenarios/private-messages.js';
import { reconnectStorm } from './scenarios/reconnect-storm.js';
import { relay } from './scenarios/relay.js';
import type { Scenario } from './scenarios/scenario.js';
import { startUp } from './scenarios/start-up.js';
import { ROOT } from './stage/peer.js';
import { Stage } from './stage/stage.js';

const SCENARIOS: Scenario[] = [
  fanOut,
  fanOutOpen,
  fanOutRamp,
  privateMessages,
  relay,
  chatList,
  files,
  reconnectStorm,
  startUp,
];

const { only, pace, setting } = readOptions(process.argv.slice(2));
const chosen = SCENARIOS.filter(({ name }) => !only.length || only.includes(name));
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
}

const folder = join(ROOT, 'bench/results');
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, JSON.stringify({ node: process.version, cores: cpus().length, pace, results }, null, 2));
console.log(`\nWritten to ${file}`);
