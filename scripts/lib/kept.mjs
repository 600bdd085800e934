import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './run.mjs';

/** Runs `backup` or `restore` of the built server, with the paths of whoever called npm. */
export const keep = (name) =>
  main(async () => {
    const folder = process.env.INIT_CWD ?? process.cwd();
    process.chdir(root);
    if (existsSync('.env')) process.loadEnvFile('.env');
    await ensureInstalled();
    await ensureBuilt();
    const commands = await import(pathToFileURL(join(root, 'dist/src/database/backup/commands.js')).href);
    const { version: serverVersion } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const line of await commands[name]({ args: process.argv.slice(2), folder, serverVersion })) console.log(line);
  });
