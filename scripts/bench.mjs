// npm run bench [-- --only A,E --rounds 3 --quick]: measures the built server beside floors on the same machine.
import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await import('./lib/typescript.mjs');
  await import('../bench/main.ts');
});
