import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartError } from '../../src/config/start-error.js';
import { createDataSource, MIGRATIONS } from '../../src/database/data-source.js';
import { restore } from '../../src/database/backup/commands.js';
import { makeBackup } from '../../src/database/backup/make-backup.js';
import { restoreBackup } from '../../src/database/backup/restore-backup.js';
import { TopicsInMemory } from '../../src/cluster/topics.memory.js';
import { EventBus } from '../../src/events/event-bus.js';
import { MessageWriter } from '../../src/messages/message-writer.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { emptyDatabase } from '../support/empty-database.js';
import { query } from '../support/embedded.js';
import { temporaryFolder } from '../support/guard.mjs';

const MESSAGES = 100_000;
const CHATS = 20;
const LONGEST_MS = 60_000;

const databases: TestDatabase[] = [];
const kept = async (database: Promise<TestDatabase>) => {
  databases.push(await database);
  return databases.at(-1)!.url;
};
const empty = () => kept(emptyDatabase());
afterAll(() => Promise.all(databases.map((database) => database.drop())));

/** Of every message: chat, seq, id, text and sender. */
const messagesIn = async (url: string, messages = 'TABLE messages') =>
  (
    await query(
      url,
      `SELECT count(*)::int AS n, md5(string_agg(concat_ws(E'\\x01', chat_id, seq, id, text, sender_id), E'\\x02' ORDER BY chat_id, seq)) AS hash FROM (${messages}) m`,
    )
  )[0];
const tablesIn = async (url: string) =>
  (await query(url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).length;

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof StartError)) throw error ?? new Error('It was not refused.');
  return error.message;
}

let source: string;
let file: string;
beforeAll(async () => {
  source = await kept(freshDatabase());
  await query(source, STORY);
  file = join(temporaryFolder('backups'), 'all.backup.gz');
});

describe('a backup of a hundred thousand messages', () => {
  it('is restored within a minute, the same in every row, and only this account may read it', async () => {
    const target = await empty();
    const began = performance.now();

    await makeBackup(source, file, '0.1.0');
    await restoreBackup(target, file);

    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
    expect(await messagesIn(target)).toEqual(await messagesIn(source));
    expect(await messagesIn(target)).toMatchObject({ n: MESSAGES });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['all.backup.gz']);
  });

  const ONE = 'chat_id = 7 AND seq = 3';
  it.each([
    ['another letter', `SELECT chat_id, seq, id, CASE WHEN ${ONE} THEN text || '.' ELSE text END AS text, sender_id`],
    ['another sender', `SELECT chat_id, seq, id, text, CASE WHEN ${ONE} THEN 2 ELSE sender_id END AS sender_id`],
    ['another id', `SELECT chat_id, seq, CASE WHEN ${ONE} THEN -id ELSE id END AS id, text, sender_id`],
    ['another number', `SELECT chat_id, CASE WHEN ${ONE} THEN 0 ELSE seq END AS seq, id, text, sender_id`],
  ])('would not be the same with %s in one message (negative control)', async (_what, changed) => {
    const target = databases.at(-1)!.url;

    const spoilt = await messagesIn(target, `${changed} FROM messages`);

    expect(spoilt).toMatchObject({ n: MESSAGES });
    expect(spoilt).not.toEqual(await messagesIn(target));
  });

  it('keeps bytes, times to the microsecond, and what was said in every script', async () => {
    const target = databases.at(-1)!.url;
    const everything = `SELECT u.*, a.bytes, c.created_at AS begun FROM users u LEFT JOIN avatars a ON a.user_id = u.id, chats c WHERE c.id = 1 ORDER BY u.id`;

    expect(await query(target, everything)).toEqual(await query(source, everything));
    expect((await query(target, 'SELECT text FROM messages WHERE chat_id = 1 AND seq = 1'))[0]).toEqual({
      text: 'שלום "\\n" 🦜\n\ttab',
    });
    expect(await query(target, 'SELECT created_at::text FROM users')).toEqual(
      await query(source, 'SELECT created_at::text FROM users'),
    );
  });

  it('goes on where it was: the next message has the next number and an id of its own', async () => {
    const target = databases.at(-1)!.url;
    const database = await createDataSource(target).initialize();
    const writer = new MessageWriter(database, new EventBus(), new TopicsInMemory());

    const said = { chat_id: 1, sender_id: 1, sender_username: 'ada', text: 'still here', client_id: 'next' };
    await writer.write(said);
    await database.query(`INSERT INTO users (username, username_key, password_hash) VALUES ('eve', 'eve', '-')`);
    await database.destroy();

    const [next] = await query(target, `SELECT seq, id::int FROM messages WHERE client_id = 'next'`);
    expect(next).toEqual({ seq: MESSAGES / CHATS + 1, id: MESSAGES + 1 });
    expect(await query(target, `SELECT id FROM users WHERE username = 'eve'`)).toEqual([{ id: 3 }]);
  });

  it('has nobody signed in, and gives no new device the number of an old one', async () => {
    const target = databases.at(-1)!.url;
    const signIns = `SELECT (SELECT count(*) FROM sessions)::int + (SELECT count(*) FROM refresh_tokens)::int + (SELECT count(*) FROM web_sessions)::int AS n`;

    expect(await query(source, signIns)).toEqual([{ n: 3 }]);
    expect(await query(target, signIns)).toEqual([{ n: 0 }]);
    expect(gunzipSync(readFileSync(file)).toString()).not.toMatch(/canary-session|canary-hash/);
    expect(await query(target, `INSERT INTO sessions (user_id, kind) VALUES (1, 'web') RETURNING id`)).toEqual([
      { id: 2 },
    ]);
  });
});

describe('a restore refuses, in a sentence and without a trace,', () => {
  const copy = (name: string, change: (lines: string) => string) => {
    const path = join(dirname(file), name);
    writeFileSync(path, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
    return path;
  };
  const broken: [why: string, make: () => string, sentence: RegExp][] = [
    ['a row that was changed', () => copy('1', (all) => all.replace('no. 7 ', 'no. 8 ')), /messages is not as it was/],
    [
      'a row that is missing',
      () => copy('2', (all) => all.replace(/^\{.*no\. 7 .*\n/m, '')),
      /messages is not as it was/,
    ],
    ['a file without its end', () => copy('3', (all) => all.slice(0, -200)), /its end is missing/],
    [
      'a file that was cut off',
      () => {
        const path = join(dirname(file), '4');
        writeFileSync(path, readFileSync(file).subarray(0, -3000));
        return path;
      },
      /its end is missing/,
    ],
    [
      'what is no backup',
      () => {
        const path = join(dirname(file), '5');
        writeFileSync(path, 'PGDMP');
        return path;
      },
      /no backup of Parley/,
    ],
    ['another form', () => copy('6', (all) => all.replace('"parley_backup":1', '"parley_backup":2')), /does not know/],
    [
      'a backup of a newer version',
      () => copy('7', (all) => all.replace(/"migrations":\[/, '"migrations":["CreateTomorrow9999999999999",')),
      /newer than this one \(it knows CreateTomorrow/,
    ],
    ['a file that is not there', () => join(dirname(file), 'nothing'), /There is no file/],
  ];

  it.each(broken)('%s', async (_why, make, sentence) => {
    const target = await empty();

    expect(await refusal(restoreBackup(target, make()))).toMatch(sentence);

    expect(await tablesIn(target)).toBe(0);
  });

  it('a database that is not empty, which stays as it is', async () => {
    const before = await messagesIn(source);

    expect(await refusal(restoreBackup(source, file))).toMatch(
      /^The database is not empty \(it has a table admin_acts\)/,
    );

    expect(await messagesIn(source)).toEqual(before);
  });

  it('and `--check` says the same of a file without a database', async () => {
    const check = (path: string) => restore({ args: [path, '--check'], folder: '/', serverVersion: '' });

    expect((await check(file)).join('\n')).toMatch(/^messages +100000 +[0-9a-f]{64}$[^]* is whole\.$/m);
    expect(await refusal(check(copy('8', (all) => all.replace('no. 7 ', 'no. 8 '))))).toMatch(/messages is not/);
  });
});

describe('a backup refuses', () => {
  it('to write over a file, or where it may not, or from a database that no server has used', async () => {
    const before = statSync(file).mtimeMs;

    expect(await refusal(makeBackup(source, file, ''))).toMatch(/exists already/);
    expect(await refusal(makeBackup(source, join(file, 'below'), ''))).toMatch(/cannot be written/);
    expect(await refusal(makeBackup(await empty(), `${file}.2`, ''))).toMatch(/nothing to keep/);
    expect(statSync(file).mtimeMs).toBe(before);
    expect(readdirSync(dirname(file)).filter((name) => /part|\.2/.test(name))).toEqual([]);
  });
});

describe('a backup of an older version', () => {
  it('is restored as it was and then brought up to date', async () => {
    const [old, target] = [await empty(), await empty()];
    const before = createDataSource(old, { statementSeconds: 0 });
    before.setOptions({ migrations: MIGRATIONS.slice(0, 2) });
    await before.initialize();
    await before.runMigrations();
    await before.query(`INSERT INTO users (username, username_key, password_hash) VALUES ('ada', 'ada', '-')`);
    await before.destroy();

    await makeBackup(old, `${file}.old`, '0.0.1');
    await restoreBackup(target, `${file}.old`);

    expect(await query(target, 'SELECT username, deleted_at FROM users')).toEqual([
      { username: 'ada', deleted_at: null },
    ]);
    expect(await query(target, 'SELECT count(*)::int AS n FROM migrations')).toEqual([{ n: MIGRATIONS.length }]);
  });
});

const STORY = `
  INSERT INTO users (username, username_key, password_hash, bio) VALUES ('ada', 'ada', '-', E'a "quoted" \\\\ line\\nand more'), ('bob', 'bob', '-', '');
  INSERT INTO avatars SELECT 1, 'x', 'image/png', decode(string_agg(lpad(to_hex(n), 2, '0'), ''), 'hex') FROM generate_series(0, 255) n;
  INSERT INTO chats (kind, last_seq) SELECT 'group', ${MESSAGES / CHATS} FROM generate_series(1, ${CHATS});
  INSERT INTO memberships (chat_id, user_id, sent) SELECT c.id, u.id, CASE u.id WHEN 1 THEN c.last_seq ELSE 0 END FROM chats c, users u;
  INSERT INTO messages (chat_id, seq, sender_id, text, event, time)
    SELECT n % ${CHATS} + 1, n / ${CHATS} + 1, 1,
      CASE n WHEN 0 THEN E'שלום "\\\\n" 🦜\\n\\ttab' ELSE 'no. ' || n || ' ' || repeat('word ', 20) END,
      CASE n % 1000 WHEN 1 THEN '{"event": "group_renamed", "n": 1.50}'::jsonb END, now()
    FROM generate_series(0, ${MESSAGES - 1}) n;
  INSERT INTO sessions (user_id, kind, agent) VALUES (1, 'api', 'canary-session');
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at) VALUES (1, 'canary-hash', now() + interval '1 day');
  INSERT INTO web_sessions VALUES ('canary-session', '{}', now() + interval '1 day');
  INSERT INTO admin_acts (by_name, origin, act, about, about_id, about_name) VALUES ('root', 'here', 'disable', 'person', 2, 'bob');`;
