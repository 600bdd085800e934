import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventBus } from '../../src/events/event-bus.js';
import { EndedChats } from '../../src/messages/ended-chats.js';
import { eventually } from '../support/eventually.js';
import { World } from '../support/world.js';

const MESSAGES = 12_001;

describe('a chat that has ended', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const leftOf = async (chat: number): Promise<number[]> => {
    const tables = ['messages', 'memberships', 'read_ranges', 'mentions', 'ended_chats'];
    const counts = tables.map((table) => `(SELECT count(*) FROM ${table} WHERE chat_id = $1)`);
    const [row] = await world.database.query(
      `SELECT ARRAY[${counts.join()}, (SELECT count(*) FROM chats WHERE id = $1)]::int[] AS counts`,
      [chat],
    );
    return row.counts;
  };

  async function longChat(): Promise<number> {
    const chat = await world.groupOf(world.ada, world.bob);
    await world.database.query(
      `INSERT INTO messages (chat_id, seq, sender_id, text, time) SELECT $1, n, $2, 'x', now() FROM generate_series(1, $3::int) n`,
      [chat, world.ada.id, MESSAGES],
    );
    await world.database.query('UPDATE chats SET last_seq = $2 WHERE id = $1', [chat, MESSAGES]);
    await world.database.query('INSERT INTO mentions VALUES ($2, $1, 1)', [chat, world.bob.id]);
    await world.receipts.markRead(world.bob, chat);
    return chat;
  }

  it('is over at once for its members, and the next start deletes what the last one left of it', async () => {
    const [chat, other] = [await longChat(), await longChat()];
    await world.database.transaction((tx) => new EndedChats(world.database, new EventBus()).end(tx, [chat]));
    const ended = await leftOf(chat);

    const next = new EndedChats(world.database, new EventBus());
    next.onApplicationBootstrap();

    expect(ended).toEqual([MESSAGES, 0, 1, 1, 1, 1]);
    await expect(world.chats.membershipOf(world.bob, chat)).rejects.toMatchObject({ code: 'not_found' });
    await eventually(async () => expect(await leftOf(chat)).toEqual([0, 0, 0, 0, 0, 0]));
    await next.beforeApplicationShutdown();
    expect(await leftOf(other)).toEqual([MESSAGES, 2, 1, 1, 0, 1]);
  });
});
