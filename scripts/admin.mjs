// npm run admin -- <command>: what the operator does from a terminal, with or without a running server.
import './lib/node-version.mjs';
import { existsSync } from 'node:fs';
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
  const { runCommand } = await import(pathToFileURL(join(root, 'dist/src/admin/commands/run-command.js')).href);
  await runCommand(process.argv.slice(2));
});
