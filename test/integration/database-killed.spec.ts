import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../src/database/data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { EventBus } from '../../src/events/event-bus.js';
import { MessageWriter } from '../../src/messages/message-writer.js';
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

async function sendUntilKilled(url: string, postmaster: number) {
  const database = await createDataSource(url).initialize();
  const [{ id: chat }] = await database.query("INSERT INTO chats (kind) VALUES ('group') RETURNING id");
  const [{ id: sender }] = await database.query(
    "INSERT INTO users (username, username_key, password_hash) VALUES ('ada', 'ada', '-') RETURNING id",
  );
  await database.query('INSERT INTO memberships (chat_id, user_id) VALUES ($1, $2)', [chat, sender]);
  await database.query('CHECKPOINT');

  const events = new EventBus();
  const writer = new MessageWriter(database, events);
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
