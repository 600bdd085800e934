import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../src/database/data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { isOutage } from '../../src/errors/outage.js';
import { TopicsInMemory } from '../../src/cluster/topics.memory.js';
import { EventBus } from '../../src/events/event-bus.js';
import { MessageWriter } from '../../src/messages/message-writer.js';
import { freshDatabase } from '../support/database.js';
import { guard, temporaryFolder } from '../support/guard.mjs';

const SENDERS = 8;
const ENOUGH = 400;

describe('the database is killed in the middle of sending', () => {
  const running: EmbeddedPostgres[] = [];
  afterEach(() => Promise.all(running.splice(0).map((postgres) => postgres.stop())));

  it('loses no acknowledged message, and shows nobody one that is not stored', async () => {
    const { acknowledged, heard, stored } = await killWhileSending({ durable: true });

    expect(acknowledged.length).toBeGreaterThanOrEqual(ENOUGH);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(heard.filter((id) => !stored.has(id))).toEqual([]);
  });

  it('would notice a loss: with commits that do not wait for the disk some are gone', async () => {
    const careless = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'off', wal_writer_delay: '10s' };

    const { acknowledged, stored } = await killWhileSending({ durable: false, settings: careless });

    expect(acknowledged.filter((id) => !stored.has(id)).length).toBeGreaterThan(0);
  });

  async function killWhileSending(how: { durable: boolean; settings?: Record<string, string> }) {
    const dataDir = temporaryFolder('killed');
    const postgres = await startEmbeddedPostgres({ dataDir, ...how });
    running.push(postgres);
    const pid = postmasterOf(dataDir);
    guard('pid', String(pid));
    await migrate(postgres.url);

    const sent = await sendUntilKilled(postgres.url, pid);

    const again = await startEmbeddedPostgres({ dataDir, ...how });
    running.push(again);
    return { ...sent, stored: await storedIn(again.url) };
  }
});

describe('the database dies in the moment in which it lets somebody in', () => {
  it('fails what was asked of it, and ends no process', async () => {
    const database = await freshDatabase();
    const door = await dyingDoor(database.url);
    const source = await createDataSource(door.url).initialize();

    door.dies = true;
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => source.query('SELECT 1')));
    door.dies = false;

    const failures = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(failures).not.toEqual([]);
    expect(failures.filter((error) => !isOutage(error))).toEqual([]);
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await source.destroy();
    door.close();
    await database.drop();
  });
});

/** A way to that database. Once it `dies`, it says so in the same packet as its welcome, and hangs up. */
async function dyingDoor(url: string) {
  const target = new URL(url);
  const socketFolder = target.searchParams.get('host');
  const to = socketFolder
    ? { path: join(socketFolder, '.s.PGSQL.5432') }
    : { host: target.hostname, port: Number(target.port || 5432) };
  const server = createServer((near) => {
    const far = connect(to);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far);
    let welcomed = false;
    far.on('data', (chunk) => {
      const welcome = !welcomed && chunk.includes(READY_FOR_QUERY);
      welcomed ||= welcome;
      if (welcome && door.dies) near.end(Buffer.concat([chunk, LAST_WORDS]));
      else near.write(chunk);
    });
    near.once('close', () => far.destroy());
    far.once('close', () => near.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const own = `postgresql://${target.username}:${target.password}@127.0.0.1:${port}${target.pathname}`;
  const door = { url: own, dies: false, close: () => void server.close() };
  return door;
}

const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I', 'latin1');
const FIELDS = 'SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0';
const LAST_WORDS = Buffer.concat([
  Buffer.from('E\0\0\0'),
  Buffer.from([FIELDS.length + 4]),
  Buffer.from(FIELDS, 'latin1'),
]);

async function sendUntilKilled(url: string, postmaster: number) {
  const database = await createDataSource(url).initialize();
  const [{ id: chat }] = await database.query("INSERT INTO chats (kind) VALUES ('group') RETURNING id");
  const [{ id: sender }] = await database.query(
    "INSERT INTO users (username, username_key, password_hash) VALUES ('ada', 'ada', '-') RETURNING id",
  );
  await database.query('INSERT INTO memberships (chat_id, user_id) VALUES ($1, $2)', [chat, sender]);
  await database.query('CHECKPOINT');

  const events = new EventBus();
  const writer = new MessageWriter(database, events, new TopicsInMemory());
  const heard: string[] = [];
  const acknowledged: string[] = [];
  events.on('messages sent', (messages) => void heard.push(...messages.map(({ client_id }) => client_id!)));
  const send = async (from: number) => {
    for (let n = 0; ; n++) {
      const client_id = `${from}.${n}`;
      await writer.write({ chat_id: chat, sender_id: sender, sender_username: 'ada', text: 'still here', client_id });
      acknowledged.push(client_id);
      if (acknowledged.length === ENOUGH) killAll(postmaster);
    }
  };
  await Promise.allSettled(Array.from({ length: SENDERS }, (_, from) => send(from)));
  await database.destroy().catch(() => undefined);
  return { acknowledged, heard };
}

async function storedIn(url: string): Promise<Set<string>> {
  const database = await createDataSource(url).initialize();
  const rows: { client_id: string }[] = await database.query('SELECT client_id FROM messages');
  await database.destroy();
  return new Set(rows.map(({ client_id }) => client_id));
}

const postmasterOf = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);

function killAll(postmaster: number): void {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster);
  for (const pid of [postmaster, ...children.map(Number)]) process.kill(pid, 'SIGKILL');
}

function parentOf(pid: string): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) \S /s, '')
        .split(' ')[0],
    );
  } catch {
    return 0;
  }
}
