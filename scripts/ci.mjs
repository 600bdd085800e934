// npm run ci: everything a change must pass, in the order of what is quickest to mend.
import './lib/node-version.mjs';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { main, openly, root, say, Stop } from './lib/run.mjs';

const results = join(root, 'coverage/results.json');

const steps = [
  ['format', 'npm', 'run', '--silent', 'check:format'],
  ['lint', 'npm', 'run', '--silent', 'lint'],
  ['types', 'npm', 'run', '--silent', 'check:types'],
  ['directions', 'npm', 'run', '--silent', 'check:directions'],
  ['versions', 'npm', 'run', '--silent', 'check:versions'],
  ['tests', process.execPath, 'scripts/test.mjs', '--json', `--outputFile=${results}`],
];

await main(async () => {
  await ensureInstalled();
  mkdirSync(dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const failed = [];
  for (const [name, command, ...args] of steps) {
    say(`\n── ${name}`);
    const since = Date.now();
    const code = await openly(command, args);
    say(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - since) / 1000).toFixed(1)} s`);
    if (code !== 0) failed.push(name);
  }
  const tests = counted();
  if (failed.length) say(`\nFailed: ${failed.join(', ')}.`);
  process.exitCode = failed.length || !tests ? 1 : 0;
  if (!tests) throw new Stop('The tests left no result.');
  console.log(`${tests.numPassedTests} passed, ${failures(tests)} failed, ${tests.numPendingTests} skipped`);
});

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
