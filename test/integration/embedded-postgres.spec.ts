import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, copyOf, end, hasPostmaster, homeOf, type Identity, makeProgram } from '../support/embedded.js';
import { eventually } from '../support/eventually.js';
import { nobody, postmasterOf, query, type Server, startServer } from '../support/embedded.js';

const KEEP = 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)';

const accounts: [string, Identity][] = asRoot
  ? [
      ['as root', undefined],
      ['not as root', nobody],
    ]
  : [['not as root', undefined]];

let program: string;
const servers: Server[] = [];

beforeAll(() => {
  program = makeProgram();
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if (server.process.exitCode === null && server.process.signalCode === null) await end(server, 'SIGTERM');
  }
});

describe.each(accounts)('%s', (_, identity) => {
  const start = async (dataDir: string, options = {}) => {
    const server = await startServer(program, dataDir, identity, options);
    servers.push(server);
    return server;
  };
  const noData = () => join(homeOf(identity), 'data');

  let made: string;
  const madeBefore = () => copyOf(made, noData());
  beforeAll(async () => {
    made = noData();
    await end(await startServer(program, made, identity), 'SIGTERM');
  });

  it('a first start makes the database, a clean stop leaves no process, and the next start finds the data', async () => {
    const dataDir = noData();
    const first = await start(dataDir);
    await query(first.url, KEEP);

    expect(await end(first, 'SIGTERM')).toBe(0);

    expect(hasPostmaster(dataDir)).toBe(false);
    const second = await start(dataDir);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(second).toMatchObject({ owned: true, lines: [] });
  });

  it('nobody else can reach it: no network, and a socket in a closed folder', async () => {
    const dataDir = madeBefore();
    const { url } = await start(dataDir);

    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    for (const folder of ['pg', 'pg-socket']) expect(statSync(join(dataDir, folder)).mode & 0o777).toBe(0o700);
  });

  it('after kill -9 of the server the next one joins the database that still runs, and stops it at its end', async () => {
    const dataDir = madeBefore();
    const killed = await start(dataDir);
    await query(killed.url, KEEP);
    await end(killed, 'SIGKILL');
    expect(hasPostmaster(dataDir)).toBe(true);

    const next = await start(dataDir);

    expect(next).toMatchObject({ owned: false, url: killed.url });
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await end(next, 'SIGTERM');
    expect(hasPostmaster(dataDir)).toBe(false);
  });

  it('after kill -9 of the database it comes back under the running server', async () => {
    const dataDir = madeBefore();
    const server = await start(dataDir);
    await query(server.url, KEEP);
    const lost = postmasterOf(dataDir);

    process.kill(lost, 'SIGKILL');

    await eventually(async () => expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]));
    expect(postmasterOf(dataDir)).not.toBe(lost);
    expect(await end(server, 'SIGTERM')).toBe(0);
    expect(hasPostmaster(dataDir)).toBe(false);
  });

  it('after kill -9 of both at once the next start waits for what is left of them and recovers', async () => {
    const dataDir = madeBefore();
    const server = await start(dataDir);
    await query(server.url, KEEP);
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await end(server, 'SIGKILL');

    const next = await start(dataDir);

    expect(next.owned).toBe(true);
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('two first starts at once share one database, which the last to leave stops', async () => {
    const dataDir = noData();

    const both = await Promise.all([start(dataDir), start(dataDir)]);

    expect(both.map(({ owned }) => owned).sort()).toEqual([false, true]);
    const [maker, guest] = both.sort((a, b) => Number(b.owned) - Number(a.owned)) as [Server, Server];
    await end(maker, 'SIGTERM');
    expect(await query(guest.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await end(guest, 'SIGTERM');
    expect(hasPostmaster(dataDir)).toBe(false);
  });

  it('a first start that was cut off is done again, and what it left is not lost', async () => {
    const dataDir = madeBefore();
    await end(await start(dataDir), 'SIGTERM');
    rmSync(join(dataDir, 'pg/global/pg_control'));
    mkdirSync(join(dataDir, 'pg.new-1'));

    const next = await start(dataDir);

    expect(next.lines).toEqual([expect.stringMatching(/was not a whole database and is now .+incomplete/)]);
    const beside = readdirSync(dataDir).filter((name) => name.startsWith('pg.'));
    expect(beside).toEqual([expect.stringMatching(/^pg\.incomplete-/)]);
  });

  it('a lock file that names a process of somebody else does not keep it from starting', async () => {
    const dataDir = madeBefore();
    const first = await start(dataDir);
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await end(first, 'SIGKILL');
    const stranger = await start(madeBefore());
    const lock = join(dataDir, 'pg/postmaster.pid');
    const [, ...rest] = readFileSync(lock, 'utf8').split('\n');
    writeFileSync(lock, [stranger.process.pid, ...rest].join('\n'));

    const next = await start(dataDir);

    expect(next.owned).toBe(true);
  });

  it('a data folder with a very long path works', async () => {
    const dataDir = copyOf(made, join(homeOf(identity), 'long'.repeat(20), 'longer'.repeat(20), 'data'));

    const server = await start(dataDir);

    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('settings that would lose acknowledged messages in a crash are refused, and nothing stays behind', async () => {
    const dataDir = madeBefore();

    const careless = { durable: true, settings: { synchronous_commit: 'off', fsync: 'off' } };
    const { refused } = await start(dataDir, careless);

    expect(refused).toEqual([expect.stringMatching(/fsync is off and synchronous_commit is off/)]);
    expect(hasPostmaster(dataDir)).toBe(false);
  });

  it('data of another version of PostgreSQL is told in a sentence', async () => {
    const dataDir = madeBefore();
    await end(await start(dataDir), 'SIGTERM');
    writeFileSync(join(dataDir, 'pg/PG_VERSION'), '17\n');

    expect((await start(dataDir)).refused).toEqual([
      expect.stringMatching(/was made by PostgreSQL 17 and Parley now brings 18/),
    ]);
    expect(existsSync(join(dataDir, 'pg/global'))).toBe(true);
  });
});
