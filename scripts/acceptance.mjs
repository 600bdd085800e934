// npm run acceptance: runs the tests of every row in docs/acceptance.md and prints the table with what came of it.
import './lib/node-version.mjs';
import { acceptanceFiles } from '../test/acceptance/table.mjs';
import { main, openly } from './lib/run.mjs';

await main(async () => {
  const files = acceptanceFiles().map((file) => `test/${file}`);
  process.exitCode = await openly(process.execPath, ['scripts/test.mjs', '--runTestsByPath', ...files]);
});
