import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../support/client.js';
import type { TestDatabase } from '../support/database.js';
import { emptyDatabase } from '../support/empty-database.js';
import { hasPostmaster, query } from '../support/embedded.js';
import { temporaryFolder } from '../support/guard.mjs';
import { npmScript } from '../support/npm-script.js';
import { ServerProcess } from '../support/server-process.js';

const PASSWORD = 'correct horse battery staple';
const SENDERS = 8;
const BEFORE = 200;

interface Said {
  id: number;
  chat: number;
  seq: number;
  text: string;
}

interface Person {
  headers: { authorization: string };
  refresh: string;
}

const dropped: TestDatabase[] = [];
afterAll(() => Promise.all(dropped.map((database) => database.drop())));
const running: ServerProcess[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.end('SIGTERM'))));
const start = async (env: Record<string, string>) => {
  const server = await ServerProcess.start({ RATE_LIMIT: 'off', ...env });
  running.push(server);
  return server;
};

async function signedIn(url: string, username: string): Promise<Person> {
  const { body } = await send(`${url}/api/token/`, { json: { username, password: PASSWORD } });
  return { headers: { authorization: `Bearer ${body.access}` }, refresh: body.refresh as string };
}

async function talk(url: string): Promise<{ ada: Person; chats: number[] }> {
  for (const username of ['ada', 'bob', 'eve'])
    await send(`${url}/user/register/`, { json: { username, password: PASSWORD } });
  const ada = await signedIn(url, 'ada');
  const chats: number[] = [];
  for (const username of ['bob', 'eve'])
    chats.push((await send(`${url}/chat/`, { headers: ada.headers, json: { username } })).body.id as number);
  return { ada, chats };
}

/** Sends on and on, to all chats in turn, until told to stop; what was acknowledged is in `said`. */
function load(url: string, { ada, chats }: { ada: Person; chats: number[] }) {
  const said: Said[] = [];
  let stopped = false;
  const sender = async (number: number) => {
    for (let n = 0; !stopped; n++) {
      const chat = chats[n % chats.length]!;
      const json = { text: `${number}.${n}`, client_id: `${number}.${n}` };
      const { status, body } = await send(`${url}/chat/${chat}/messages/`, { headers: ada.headers, json });
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
      said.push({ id: body.id as number, chat, seq: body.seq as number, text: json.text });
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, (_, number) => sender(number)));
  senders.catch(() => undefined);
  const reached = async (count: number) => {
    while (said.length < count) await Promise.race([senders, new Promise((resolve) => setTimeout(resolve, 10))]);
  };
  const stop = () => {
    stopped = true;
    return senders;
  };
  return { said, reached, stop };
}

async function messagesOf(url: string, { headers }: Person, chat: number): Promise<Said[]> {
  const all: Said[] = [];
  for (let more = true; more;) {
    const { body } = await send(`${url}/chat/${chat}?after=${all.at(-1)?.seq ?? 0}&limit=200`, { headers });
    all.push(...(body.messages as Omit<Said, 'chat'>[]).map(({ id, seq, text }) => ({ id, chat, seq, text })));
    more = body.has_more as boolean;
  }
  return all;
}

describe('npm run backup, while people write, and npm run restore into an empty folder', () => {
  const first = { DATA_DIR: '' };
  const second = { DATA_DIR: '' };
  let file: string;
  let before: Person;
  let acknowledged: Said[];
  let original: Map<string, Said>;

  beforeAll(async () => {
    first.DATA_DIR = temporaryFolder('original');
    second.DATA_DIR = join(temporaryFolder('restored'), 'data');
    file = join(temporaryFolder('backups'), 'night.backup.gz');
    const server = await start(first);
    const scene = await talk(server.url);
    before = scene.ada;
    const writing = load(server.url, scene);
    await writing.reached(BEFORE);
    acknowledged = [...writing.said];

    const made = await npmScript('backup', first, file);

    const meanwhile = writing.said.length - acknowledged.length;
    await writing.stop();
    expect([made.code, made.err]).toEqual([0, '']);
    expect(made.out).toContain('everybody signs in again');
    expect(meanwhile).toBeGreaterThan(0);
    const stored = (await Promise.all(scene.chats.map((chat) => messagesOf(server.url, before, chat)))).flat();
    original = new Map(stored.map((message) => [`${message.chat}.${message.seq}`, message]));
    await server.end('SIGTERM');
  });

  it('has every message acknowledged before the backup began, and each as it was', async () => {
    const said = await npmScript('restore', second, file);
    const server = await start({ ...second, JWT_SECRET: 'Qe4Ur7Yx2Wz9Ac6Vb1Nm8Kj5Hg3Fd0LpO' });
    const ada = await signedIn(server.url, 'ada');
    const chats = [...new Set(acknowledged.map(({ chat }) => chat))];
    const restored = (await Promise.all(chats.map((chat) => messagesOf(server.url, ada, chat)))).flat();

    expect([said.code, said.err]).toEqual([0, '']);
    const found = new Map(restored.map((message) => [`${message.chat}.${message.seq}`, message]));
    expect(acknowledged.filter((one) => found.get(`${one.chat}.${one.seq}`)?.text !== one.text)).toEqual([]);
    for (const [place, message] of found) expect(message).toEqual(original.get(place));
  });

  it('is of one moment: each chat is as far as its messages, and what one sender wrote ends at one point', async () => {
    const server = await start(second);
    const ada = await signedIn(server.url, 'ada');
    const chats = [...new Set(acknowledged.map(({ chat }) => chat))];
    const restored = (await Promise.all(chats.map((chat) => messagesOf(server.url, ada, chat)))).flat();

    for (const chat of chats) {
      const seqs = restored.filter((one) => one.chat === chat).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      const { body } = await send(`${server.url}/chat/${chat}/messages/`, {
        headers: ada.headers,
        json: { text: 'on' },
      });
      expect(body.seq).toBe(seqs.length + 1);
    }
    for (let number = 0; number < SENDERS; number++) {
      const numbers = restored.flatMap(({ text }) =>
        text.startsWith(`${number}.`) ? [Number(text.split('.')[1])] : [],
      );
      expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index));
    }
  });

  it('lets nobody in with a token of before', async () => {
    const { DATA_DIR } = first;
    const [JWT_SECRET, SESSION_SECRET] = ['jwt-secret', 'session-secret'].map((name) =>
      readFileSync(join(DATA_DIR, name), 'utf8').trim(),
    );
    const server = await start({ ...second, JWT_SECRET: JWT_SECRET!, SESSION_SECRET: SESSION_SECRET! });

    expect((await send(`${server.url}/user/me/`, { headers: before.headers })).status).toBe(401);
    expect((await send(`${server.url}/api/token/refresh/`, { json: { refresh: before.refresh } })).status).toBe(401);
    const again = await signedIn(server.url, 'ada');
    expect((await send(`${server.url}/user/me/`, { headers: again.headers })).status).toBe(200);
    expect((await send(`${server.url}/user/me/`, { headers: before.headers })).status).toBe(401);
  });

  it('overwrites neither a file nor a database, and leaves nothing running', async () => {
    const again = await npmScript('backup', first, file);
    const over = await npmScript('restore', second, file);

    expect([again.code, over.code]).toEqual([1, 1]);
    expect(again.err).toBe(`${file} exists already; give the backup another name.\n`);
    expect(over.err).toMatch(/^The database is not empty/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const { DATA_DIR } of [first, second]) {
      expect(hasPostmaster(DATA_DIR)).toBe(false);
      expect(readdirSync(join(DATA_DIR, 'pg-servers'))).toEqual([]);
    }
  });

  it('goes from the built-in database to one of your own', async () => {
    const own = await emptyDatabase();
    dropped.push(own);

    const said = await npmScript('restore', { DATABASE_URL: own.url }, file);

    expect([said.code, said.err]).toEqual([0, '']);
    expect((await query(own.url, 'SELECT count(*)::int AS n FROM messages'))[0]!.n).toBeGreaterThanOrEqual(BEFORE);
  });
});

describe('npm run backup and npm run restore', () => {
  it('say in a sentence what is wrong, and make nothing', async () => {
    const nowhere = { DATA_DIR: join(temporaryFolder('nowhere'), 'data') };
    const mistakes: [string, Record<string, string>, string[], RegExp][] = [
      ['backup', nowhere, [], /^There is nothing to keep: .* does not exist/],
      ['backup', nowhere, ['--all'], /^npm run backup \[-- <file>\]/],
      ['backup', nowhere, ['a', 'b'], /^One file is enough; b is too much/],
      ['backup', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, [], /^DATABASE_URL leads to no PostgreSQL/],
      ['restore', nowhere, [], /^npm run restore -- <file>/],
      ['restore', nowhere, ['missing'], /^There is no file .*missing/],
    ];

    for (const [name, env, args, sentence] of mistakes) {
      const said = await npmScript(name, env, ...args);
      expect([name, args, said.code, said.out]).toEqual([name, args, 1, '']);
      expect(said.err).toMatch(sentence);
      expect(said.err).not.toMatch(/\n +at /);
    }
    expect(existsSync(nowhere.DATA_DIR)).toBe(false);
  });
});
