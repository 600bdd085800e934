// npm run soak [-- --minutes 10 --seed 7]: two hours of ordinary life, to see whether anything grows or gets lost.
import './lib/node-version.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await import('./lib/typescript.mjs');
  await import('../chaos/soak.ts');
});
