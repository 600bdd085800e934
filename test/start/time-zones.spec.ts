import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { query } from '../support/embedded.js';
import { temporaryFolder } from '../support/guard.mjs';
import { ServerProcess } from '../support/server-process.js';

/** Either side of the hour that New York has twice, the last of a leap day, and of 32 bits. */
const MOMENTS = [
  '2024-02-29T23:59:59.999Z',
  '2025-03-09T07:00:00.000Z',
  '2025-11-02T05:30:00.000Z',
  '2025-11-02T06:30:00.000Z',
  '2038-01-19T03:14:08.000Z',
];
const ZONES = ['America/New_York', 'UTC', 'Asia/Kathmandu'];
const ADA = { username: 'ada', password: 'it is always now somewhere' };

describe('the time zone of the machine and of the database', () => {
  let database: TestDatabase;
  const answers = new Map<string, string>();

  beforeAll(async () => {
    database = await freshDatabase();
    for (const zone of ZONES) answers.set(zone, await whatIsAnsweredIn(zone));
  }, 120_000);
  afterAll(() => database.drop());

  it('changes no byte of what is answered: times are ISO 8601 in UTC with milliseconds', () => {
    const [first = ''] = answers.values();

    expect([...new Set(answers.values())]).toHaveLength(1);
    expect(JSON.parse(first).messages.map(({ time }: { time: string }) => time)).toEqual(MOMENTS);
  });

  it('would change them where a time is written as the database shows it (negative control)', async () => {
    const shown = async (zone: string) =>
      (await query(database.url, `SELECT timezone('${zone}', time)::text AS time FROM messages ORDER BY seq`))[0];

    expect(await shown('America/New_York')).not.toEqual(await shown('UTC'));
  });

  /** A server in that zone, on a database in that zone too. */
  async function whatIsAnsweredIn(zone: string): Promise<string> {
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `ALTER DATABASE ${name} SET timezone = '${zone}'`);
    const dataDir = temporaryFolder('zone');
    const server = await ServerProcess.start({ TZ: zone, DATABASE_URL: database.url, DATA_DIR: dataDir });
    try {
      const ask = async (method: string, path: string, body?: object, token = '') => {
        const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
        return (
          await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
        ).text();
      };
      if (zone === ZONES[0]) {
        await ask('POST', '/user/register/', ADA);
        await query(database.url, PAST);
      }
      const { access } = JSON.parse(await ask('POST', '/api/token/', ADA));
      return await ask('GET', '/chat/1', undefined, access);
    } finally {
      await server.end('SIGTERM');
    }
  }
});

const PAST = `
  INSERT INTO users (username, username_key, password_hash) VALUES ('bob', 'bob', '-');
  INSERT INTO chats (kind, last_seq) VALUES ('private', ${MOMENTS.length});
  INSERT INTO private_chats (low_id, high_id, chat_id) SELECT min(id), max(id), 1 FROM users;
  INSERT INTO memberships (chat_id, user_id) SELECT 1, id FROM users;
  INSERT INTO messages (chat_id, seq, sender_id, text, time)
    SELECT 1, place, (SELECT max(id) FROM users), 'then', moment::timestamptz
    FROM unnest(ARRAY['${MOMENTS.join("', '")}']) WITH ORDINALITY AS moments(moment, place);`;
