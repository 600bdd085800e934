import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyOfRepository, start as startIn, type Started } from '../support/copy.js';
import { hasPostmaster, postmasterOf } from '../support/embedded.js';
import { eventually } from '../support/eventually.js';
import { guard, temporaryFolder } from '../support/guard.mjs';

const SECRET = { SESSION_SECRET: 'h7Jq2mX9vK4tR8wZ1nB6yC3dF5gL0pSaT', JWT_SECRET: 'Qe4Ur7Yx2Wz9Ac6Vb1Nm8Kj5Hg3Fd0LpO' };

let folder: string;
const started: Started[] = [];

const start = (...args: Parameters<typeof startIn>) => {
  const server = startIn(...args);
  started.push(server);
  server.ready.then(() => guard('pid', postmasterOf(join(args[0], 'data')))).catch(() => undefined);
  return server;
};

const stop = (server: Started, signal: NodeJS.Signals = 'SIGTERM') => {
  server.process.kill(signal);
  return server.ended;
};

beforeAll(() => {
  folder = copyOfRepository();
});

/** A whole build, on a machine that does a dozen other things. */
const BUILDING_MS = 360_000;

afterEach(() => Promise.all(started.splice(0).map((server) => stop(server))));

describe('npm start', () => {
  it(
    'on a fresh clone builds, makes its database and secrets, serves, and stops without a trace',
    async () => {
      const clone = copyOfRepository({ built: false });
      const server = start(clone, { npm_config_ignore_scripts: 'true' }, ['npm', 'start']);

      const answer = await fetch(new URL('/health/live', await server.ready));

      expect(answer.status).toBe(200);
      expect(server.said()).toMatch(/Building the server[^]+Building the pages[^]+Ctrl-C stops the server/);
      await stop(server);
      expect(hasPostmaster(join(clone, 'data'))).toBe(false);
      for (const made of ['dist/src/main.js', 'public/assets/manifest.json', 'data/jwt-secret']) {
        expect(existsSync(join(clone, made))).toBe(true);
      }
    },
    BUILDING_MS,
  );

  it('builds nothing again when nothing changed, and only the pages when only they did', async () => {
    const first = start(folder);
    await first.ready;
    await stop(first);
    expect(first.said()).not.toContain('Building');
    appendFileSync(join(folder, 'public/css/app.css'), '\n.changed {\n  color: red;\n}\n');

    const second = start(folder);
    await second.ready;

    expect(second.said()).toContain('Building the pages');
    expect(second.said()).not.toContain('Building the server');
  });

  it('works in production, where the user has set what must be set', async () => {
    const server = start(folder, { NODE_ENV: 'production', HOST: '127.0.0.1', ...SECRET });

    expect((await fetch(new URL('/health/live', await server.ready))).status).toBe(200);
  });

  it('says in one line what is wrong with the environment, without a stack, and starts nothing', async () => {
    const began = Date.now();
    const server = start(folder, { NODE_ENV: 'production', RATE_LIMIT: 'maybe' });

    expect(await server.ended).toBe(1);
    expect(server.said()).toBe('RATE_LIMIT must be on or off.\n');
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('says which port is taken, and leaves no database behind', async () => {
    const server = start(folder);
    const port = new URL(await server.ready).port;
    const other = start(folder, { PORT: port, DATA_DIR: 'second' });

    expect(await other.ended).toBe(1);
    expect(other.said()).toContain(`Port ${port} is in use by another program`);
    expect(hasPostmaster(join(folder, 'second'))).toBe(false);
  });

  it('starts again after kill -9 in the middle', async () => {
    const killed = start(folder);
    await killed.ready;
    await stop(killed, 'SIGKILL');

    const next = start(folder);

    await next.ready;
    expect(await stop(next)).toBe(0);
    expect(hasPostmaster(join(folder, 'data'))).toBe(false);
  });

  it('takes a second Ctrl-C, which npm passes on, for the same one', async () => {
    const server = start(folder);
    await server.ready;

    server.process.kill('SIGINT');
    await sleep(5);

    expect(await stop(server, 'SIGINT')).toBe(0);
    expect(hasPostmaster(join(folder, 'data'))).toBe(false);
  });

  it('leaves nothing running when it is stopped while it makes and starts its database', async () => {
    const dataDir = temporaryFolder('data');
    const server = start(folder, { DATA_DIR: dataDir });
    await eventually(async () => expect(existsSync(join(dataDir, 'postgres.log'))).toBe(true), 20_000);

    await stop(server);

    expect(hasPostmaster(dataDir)).toBe(false);
    expect(readdirSync(join(dataDir, 'pg-servers'))).toEqual([]);
  });

  it('installs by the lock file what is missing, with the build tools and without install scripts', async () => {
    const clone = copyOfRepository({ packages: false });
    mkdirSync(join(clone, 'fake'));
    const npm = join(clone, 'fake/npm-cli.cjs');
    const linked = JSON.stringify([join(process.cwd(), 'node_modules'), join(clone, 'node_modules')]);
    writeFileSync(
      npm,
      `require('fs').writeFileSync('asked', process.argv.slice(2).join(' ')); require('fs').symlinkSync(...${linked});`,
    );

    const server = start(clone, { npm_execpath: npm, NODE_ENV: 'production', HOST: '127.0.0.1', ...SECRET });
    await server.ready;

    expect(readFileSync(join(clone, 'asked'), 'utf8')).toMatch(/^ci .*--include=dev .*--ignore-scripts/);
    expect(server.said()).toMatch(/^Installing packages[^]+Installed in \d+ s/);
  });
});
