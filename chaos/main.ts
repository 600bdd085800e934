import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { release } from '../test/support/guard.mjs';
import { readOptions } from './options.js';
import { ELSEWHERE } from './report/elsewhere.js';
import { row, type Row } from './report/promise.js';
import { tableOf } from './report/table.js';
import { killedInstances } from './scenarios/killed-instances.js';
import { killedPostgres } from './scenarios/killed-postgres.js';
import { postgresAway } from './scenarios/postgres-away.js';
import { redisAway } from './scenarios/redis-away.js';
import { rollingRestart } from './scenarios/rolling-restart.js';
import { sideBySide } from './scenarios/side-by-side.js';
import { slowCallers } from './scenarios/slow-callers.js';
import { slowReaders } from './scenarios/slow-readers.js';
import { vanishedPeople } from './scenarios/vanished-people.js';
import { badLinks } from './scenarios/bad-links.js';
import { twoClocks } from './scenarios/two-clocks.js';
import { fullDisk } from './scenarios/full-disk.js';
import { nonsense } from './scenarios/nonsense.js';
import type { Scenario } from './scenarios/scenario.js';
import { ROOT } from './stage/instance.js';

/** Each on a stage of its own, three at a time: those that need the machine, those that mostly wait, and some of both. */
const LANES: Scenario[][] = [
  [killedInstances, killedPostgres, nonsense, slowReaders],
  [postgresAway, redisAway, badLinks, rollingRestart],
  [sideBySide, slowCallers, vanishedPeople, twoClocks, fullDisk],
];

const { only, seed, quick } = readOptions(
  process.argv.slice(2),
  LANES.flat().map(({ name }) => name),
);
const since = performance.now();
const say = (line: string) => console.log(`${((performance.now() - since) / 1000).toFixed(0).padStart(4)} s  ${line}`);
say(`Seed ${seed}${quick ? ', short forms' : ''}`);

// Some of what is waited for, such as the end of Redis, keeps no process alive by itself.
const awake = setInterval(() => undefined, 60_000);
const rows: Row[] = [];
const folder = join(ROOT, 'chaos/results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
await Promise.all(LANES.map(playInTurn));
if (!only.length) rows.push(...ELSEWHERE);
await release();
clearInterval(awake);

console.log(`\n${tableOf(rows)}`);
keep();
const broken = rows.filter(({ held }) => held === 'NO').length;
say(
  `${broken ? `${broken} promises were broken` : 'Every promise held'}; written to ${file}. Again with --seed ${seed}.`,
);
process.exit(broken ? 1 : 0);

async function playInTurn(lane: Scenario[]): Promise<void> {
  for (const { name, title, play } of lane) {
    if (only.length && !only.includes(name)) continue;
    const sayOf = (line: string) => say(`${name.padEnd(15)}  ${line}`);
    const began = performance.now();
    sayOf(`${title} …`);
    try {
      const found = await play({ seed, quick, say: sayOf });
      rows.push(...found);
      for (const { promise, says, demand, figure } of found.filter(({ held }) => held === 'NO'))
        sayOf(`${promise} was broken: ${says}: ${figure}, not ${demand}`);
    } catch (error) {
      sayOf(String((error as Error).stack));
      rows.push(row(name, title, 'runs to its end', String(error).split('\n')[0]!, false));
    }
    keep();
    sayOf(`ended after ${Math.round((performance.now() - began) / 1000)} s`);
  }
}

/** What is known so far, also of a run that is cut off. */
function keep(): void {
  const seconds = Math.round((performance.now() - since) / 1000);
  writeFileSync(file, JSON.stringify({ node: process.version, seed, quick, seconds, rows }, null, 2));
}
