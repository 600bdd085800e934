import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../src/access/actor.js';
import { Companions } from '../../src/chats/companions.js';
import { PresenceTimes } from '../../src/presence/presence-times.js';
import { LiveMessages } from '../../src/messages/live-messages.js';
import { ChatOrder } from '../../src/realtime/order/chat-order.js';
import { Connections } from '../../src/realtime/connections.js';
import { PresenceNews } from '../../src/realtime/rooms/presence-news.js';
import { RoomNews } from '../../src/realtime/rooms/room-news.js';
import { Rooms } from '../../src/realtime/rooms/rooms.js';
import { SocketTimes } from '../../src/realtime/socket-times.js';
import { CountingConnection } from '../support/counting-connection.js';
import { Town } from '../support/town.js';

const PEOPLE = 1_000;
const GROUP = 100;
const SECOND = 300;

describe('a thousand people who come back at once', () => {
  let town: Town;
  let people: Actor[];
  let chats: number[];
  let connections: Connections;
  let all: CountingConnection[];

  beforeAll(async () => {
    town = await Town.found();
    people = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => town.settle(`person${index}`)));
    chats = await Promise.all(
      Array.from({ length: PEOPLE / GROUP }, (_, group) =>
        town.groupOf(...people.slice(group * GROUP, (group + 1) * GROUP)),
      ),
    );
    chats.push(await town.groupOf(...people));
  });
  afterAll(() => town.leave());

  beforeEach(() => {
    const times = Object.assign(new SocketTimes(), { news: SECOND });
    const rooms = new Rooms(Object.assign(new PresenceTimes(), { grace: SECOND }));
    const order = new ChatOrder(new LiveMessages(town.database));
    connections = new Connections(town.presence, rooms, order);
    const { events, lastSeen, visible } = town;
    const news = new PresenceNews(connections, new Companions(town.database), visible, lastSeen, times);
    new RoomNews(rooms, connections, visible, times);
    events.on('came online', ({ user_id }) => news.note(user_id, { is_online: false }));
    events.on('went offline', ({ user_id }) => news.note(user_id, { is_online: true }));
    all = people.map((actor, index) => {
      const own = [chats[Math.floor(index / GROUP)]!, chats.at(-1)!];
      return new CountingConnection(`c${index}`, actor, own[0]!, new Set(own));
    });
  });

  const come = () =>
    all.forEach((connection) => connections.add(connection, connection.onlyChat ? chatsOf(connection) : []));
  const chatsOf = (connection: CountingConnection) => chats.filter((chat) => connection.hasOpen(chat));
  const counted = (type: string) => all.map(({ counts }) => counts.get(type) ?? 0);
  const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);

  it('are a frame a second for each connection, not one for each pair of them', async () => {
    const start = performance.now();

    come();
    await sleep(6 * SECOND);

    const seconds = Math.ceil((performance.now() - start) / SECOND) + 1;
    for (const type of ['presence', 'users']) expect(Math.max(...counted(type))).toBeLessThanOrEqual(seconds);
    expect(sum(counted('presence'))).toBeLessThanOrEqual(PEOPLE * seconds);
    // What it would be if everybody were told of everybody, as it happens (negative control).
    expect(sum(counted('presence'))).toBeLessThan((PEOPLE * (GROUP - 1)) / 20);
    // Nobody is left out: each member was told at least once of the others.
    expect(Math.min(...counted('presence'))).toBeGreaterThan(0);
    expect(Math.min(...counted('users'))).toBeGreaterThan(0);
    expect(sum(counted('join'))).toBe(0);
    for (const connection of all) connections.remove(connection, true);
    await sleep(2 * SECOND);
  });
});
