// npm run ci: everything a change must pass.
import './lib/node-version.mjs';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { heard, main, openly, root, say, Stop } from './lib/run.mjs';

const results = join(root, 'coverage/results.json');

/** Two at a time, and what takes longest first. The tests need what is built here. */
const checks = [
  ['types', 'check:types'],
  ['build', 'build'],
  ['format', 'check:format'],
  ['directions', 'check:directions'],
  ['lint', 'lint'],
  ['versions', 'check:versions'],
];
const tests = [process.execPath, ['scripts/test.mjs', '--json', `--outputFile=${results}`]];
const failed = [];

await main(async () => {
  await ensureInstalled();
  mkdirSync(dirname(results), { recursive: true });
  rmSync(results, { force: true });
  await Promise.all([inTurn(), inTurn()]);
  say('\n── tests');
  await step('tests', async () => ({ code: await openly(...tests) }));
  const result = counted();
  if (failed.length) say(`\nFailed: ${failed.join(', ')}.`);
  process.exitCode = failed.length || !result ? 1 : 0;
  if (!result) throw new Stop('The tests left no result.');
  console.log(`${result.numPassedTests} passed, ${failures(result)} failed, ${result.numPendingTests} skipped`);
});

async function inTurn() {
  for (let next = checks.shift(); next; next = checks.shift()) {
    const [name, script] = next;
    await step(name, () => heard('npm', ['run', '--silent', script]));
  }
}

/** Says what came of it, after what it said itself. */
async function step(name, run) {
  const since = Date.now();
  const { code, said = '' } = await run();
  const took = ((Date.now() - since) / 1000).toFixed(1);
  say(`${said.trimEnd()}\n── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${took} s`);
  if (code !== 0) failed.push(name);
}

/** A test file that did not even load counts as one failure. */
function failures({ numFailedTests, numRuntimeErrorTestSuites }) {
  return numFailedTests + numRuntimeErrorTestSuites;
}

function counted() {
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return undefined;
  }
}
