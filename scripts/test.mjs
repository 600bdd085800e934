// npm test [-- what Jest takes]: installs what is missing, builds what is stale, then runs the tests.
import './lib/node-version.mjs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main, openly, root } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt({ withLibrary: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const env = { ...process.env, NODE_ENV: 'test' };
  process.exitCode = await openly(process.execPath, [...flags, jest, ...process.argv.slice(2)], { env });
});
