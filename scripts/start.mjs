// npm start: installs what is missing, builds what is stale, then becomes the server. It depends on nothing and on no
// other script of package.json, because where install scripts are switched off npm skips those that come before a start.
import './lib/node-version.mjs';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main, root } from './lib/run.mjs';

await main(async () => {
  process.chdir(root);
  if (existsSync('.env')) process.loadEnvFile('.env');
  await ensureInstalled();
  await ensureBuilt();
  module.enableCompileCache?.();
  // In this process, and not in a child, so that the signals of npm and of the terminal reach the server itself.
  await import(pathToFileURL(join(root, 'dist/src/main.js')).href);
});
