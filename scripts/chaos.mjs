// npm run chaos [-- --only killed,redis --seed 7 --quick]: breaks everything around the built server, and counts what is lost.
import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await import('./lib/typescript.mjs');
  await import('../chaos/main.ts');
});
