import 'reflect-metadata';
import { createServer } from 'node:http';
import { MoreThan, Not } from 'typeorm';
import type { Actor } from '../../src/access/actor.js';
import { ChatList } from '../../src/chats/chat-list.js';
import { Membership } from '../../src/chats/membership.entity.js';
import { unreadOf } from '../../src/chats/unread.sql.js';
import { createDataSource } from '../../src/database/data-source.js';
import { poolOf } from '../../src/database/prepared-query.js';
import { EventBus } from '../../src/events/event-bus.js';
import { Message } from '../../src/messages/message.entity.js';
import { OnlinePeopleInMemory } from '../../src/presence/online-people.memory.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { listen } from './listen.js';

// The chat list as the server makes it, by one bare query, and in the two ways in which it is often written: each behind bare HTTP, which says how long the list itself took with its JSON.

const FROM = `
  FROM memberships mine JOIN chats c ON c.id = mine.chat_id
  JOIN memberships theirs ON theirs.chat_id = mine.chat_id AND theirs.user_id <> mine.user_id
  JOIN users u ON u.id = theirs.user_id`;
const PERSON = 'u.username, u.id AS user_id, u.display_name, u.avatar_hash';
const BARE = `
  SELECT c.id, ${PERSON}, c.last_text AS "lastMessage",
    c.last_sender_id AS last_sender, c.last_seq, theirs.read_up_to >= c.last_seq AS last_read,
    ${unreadOf('mine', 'c')} AS unread, c.last_time AS time
  ${FROM} WHERE mine.user_id = $1 ORDER BY c.last_time DESC`;
const COUNTED = `
  SELECT c.id, ${PERSON}, last.text AS "lastMessage",
    last.sender_id AS last_sender, last.seq AS last_seq, theirs.read_up_to >= last.seq AS last_read, of.unread, last.time
  ${FROM}
  CROSS JOIN LATERAL (SELECT seq, sender_id, text, time FROM messages WHERE chat_id = c.id ORDER BY seq DESC LIMIT 1) last
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS unread FROM messages
    WHERE chat_id = c.id AND seq > mine.read_up_to AND sender_id <> mine.user_id) of
  WHERE mine.user_id = $1 ORDER BY last.time DESC`;

const database = await createDataSource(process.env.DATABASE_URL!).initialize();
const memberships = database.getRepository(Membership);
const messages = database.getRepository(Message);
const rowsOf = async (name: string, text: string, userId: number) =>
  (await poolOf(database).query<Record<string, unknown>>({ name, text, values: [userId] })).rows;

const list = new ChatList(database, new PresenceService(new OnlinePeopleInMemory(), new EventBus()));
const lists: Record<string, (userId: number) => Promise<unknown[]>> = {
  handler: async (userId) => (await list.of({ id: userId } as Actor)).rows,
  bare: (userId) => rowsOf('bare', BARE, userId),
  counted: (userId) => rowsOf('counted', COUNTED, userId),
  'one by one': async (userId) => {
    const chats = [];
    for (const { chat_id, read_up_to } of await memberships.findBy({ user_id: userId })) {
      const last = await messages.findOne({ where: { chat_id }, order: { seq: 'DESC' } });
      const unread = await messages.countBy({ chat_id, seq: MoreThan(read_up_to), sender_id: Not(userId) });
      chats.push({ id: chat_id, lastMessage: last!.text, time: last!.time, unread });
    }
    return chats;
  },
};

listen(
  createServer(async ({ url }, response) => {
    const [, way, userId] = decodeURIComponent(url!).split('/');
    const since = performance.now();
    const body = JSON.stringify(await lists[way!]!(Number(userId)));
    response.setHeader('server-timing', `list;dur=${(performance.now() - since).toFixed(3)}`);
    response.setHeader('content-type', 'application/json').end(body);
  }),
);
