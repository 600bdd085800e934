import { createServer } from 'node:http';
import pg from 'pg';
import { listen } from './listen.js';

// The chat list by one bare query, and in the two ways in which it is often written. Each answer says how long the
// query and the JSON took, without HTTP.

const FROM = `
  FROM memberships mine JOIN chats c ON c.id = mine.chat_id
  JOIN memberships theirs ON theirs.chat_id = mine.chat_id AND theirs.user_id <> mine.user_id
  JOIN users u ON u.id = theirs.user_id`;
const BARE = `
  SELECT c.id, u.username, c.last_text AS "lastMessage", c.last_seq - mine.read_up_to - mine.sent_since_read AS unread,
    c.last_time AS time
  ${FROM} WHERE mine.user_id = $1 ORDER BY c.last_time DESC`;
const COUNTED = `
  SELECT c.id, u.username, last.text AS "lastMessage", of.unread, last.time ${FROM}
  CROSS JOIN LATERAL (SELECT text, time FROM messages WHERE chat_id = c.id ORDER BY seq DESC LIMIT 1) last
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS unread FROM messages
    WHERE chat_id = c.id AND seq > mine.read_up_to AND sender_id <> mine.user_id) of
  WHERE mine.user_id = $1 ORDER BY last.time DESC`;
const LAST = 'SELECT text, time FROM messages WHERE chat_id = $1 ORDER BY seq DESC LIMIT 1';
const UNREAD = 'SELECT count(*)::int AS unread FROM messages WHERE chat_id = $1 AND seq > $2 AND sender_id <> $3';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
const rowsOf = async (name: string, text: string, values: number[]) =>
  (await pool.query<Record<string, unknown>>({ name, text, values })).rows;

const lists: Record<string, (userId: number) => Promise<unknown[]>> = {
  bare: (userId) => rowsOf('bare', BARE, [userId]),
  counted: (userId) => rowsOf('counted', COUNTED, [userId]),
  'one by one': async (userId) => {
    const chats = await rowsOf('chats', `SELECT c.id, u.username, mine.read_up_to ${FROM} WHERE mine.user_id = $1`, [
      userId,
    ]);
    for (const chat of chats) {
      const [last] = await rowsOf('last', LAST, [chat.id as number]);
      const [of] = await rowsOf('unread', UNREAD, [chat.id as number, chat.read_up_to as number, userId]);
      Object.assign(chat, { lastMessage: last!.text, time: last!.time, unread: of!.unread });
    }
    return chats;
  },
};

listen(
  createServer(async ({ url }, response) => {
    const [, way, userId] = decodeURIComponent(url!).split('/');
    const since = performance.now();
    const body = JSON.stringify(await lists[way!]!(Number(userId)));
    const took = performance.now() - since;
    response.setHeader('server-timing', `list;dur=${took}`).setHeader('content-type', 'application/json').end(body);
  }),
);
