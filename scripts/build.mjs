// npm run build [-- --force]: builds what is stale, or everything.
import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt({ force: process.argv.includes('--force'), withLibrary: true });
});
