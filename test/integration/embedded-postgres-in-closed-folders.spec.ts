import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  asRoot,
  closedFolder,
  end,
  homeOf,
  makeProgram,
  query,
  type Server,
  startServer,
} from '../support/embedded.js';
import { guard } from '../support/guard.mjs';

const KEEP = 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)';

let program: string;
const servers: Server[] = [];

beforeAll(() => {
  program = makeProgram();
});

afterEach(async () => {
  for (const server of servers.splice(0)) await end(server, 'SIGTERM');
});

(asRoot ? describe : describe.skip)('as root, below a folder that only root may enter', () => {
  it('the data is kept where the account of the database can go, linked from where it belongs, and said so', async () => {
    const closed = closedFolder();
    const dataDir = join(closed, 'data');
    const first = await startServer(program, dataDir);
    servers.push(first);
    const place = realpathSync(join(dataDir, 'pg'));
    guard('folder', dirname(place));
    await query(first.url, KEEP);
    await end(servers.pop() as Server, 'SIGTERM');

    const second = await startServer(program, dataDir);
    servers.push(second);

    const link = join(dataDir, 'pg');
    expect(first.lines).toEqual([
      expect.stringMatching(`who may not enter ${dataDir}: its data is in ${place}, linked from ${link}`),
    ]);
    expect(second.lines).toEqual([]);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('data that was moved there is taken along, and the original is kept', async () => {
    const open = join(homeOf(undefined), 'data');
    const before = await startServer(program, open);
    await query(before.url, KEEP);
    await end(before, 'SIGTERM');
    const dataDir = join(closedFolder(), 'data');
    renameSync(open, dataDir);

    const server = await startServer(program, dataDir);
    servers.push(server);

    guard('folder', dirname(realpathSync(join(dataDir, 'pg'))));
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('pg.before-move-'))).toHaveLength(1);
  });

  it('the programs are copied where that account can run them', async () => {
    const closed = closedFolder();
    const hidden = makeProgram(closed, { copy: true });
    const dataDir = join(homeOf(undefined), 'data');

    const server = await startServer(hidden, dataDir);
    servers.push(server);

    const [, copy] = /programs are copied to (.+)\.$/.exec(server.lines.join('\n')) ?? [];
    if (copy) guard('folder', copy);
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('a link that leads nowhere is told, and no empty database takes its place', async () => {
    const dataDir = join(closedFolder(), 'data');
    mkdirSync(dataDir);
    symlinkSync('/nowhere/pg', join(dataDir, 'pg'));

    const { refused } = await startServer(program, dataDir);

    expect(refused).toEqual([expect.stringMatching(/leads to \/nowhere\/pg, which is not there; bring it back/)]);
  });

  it('data that root copied back from a backup is handed to the account of the database', async () => {
    const original = join(homeOf(undefined), 'data');
    const before = await startServer(program, original);
    await query(before.url, KEEP);
    await end(before, 'SIGTERM');
    const dataDir = join(homeOf(undefined), 'data');
    execFileSync('cp', ['-r', original, dataDir]);
    execFileSync('chown', ['-R', '0:0', dataDir]);

    const server = await startServer(program, dataDir);
    servers.push(server);

    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});
