import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueryRunner } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { upTo, World } from '../support/world.js';

describe('reading', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const say = (who: 'ada' | 'bob' | 'eve', chat: number, count = 1) =>
    Promise.all(upTo(count).map((n) => world.messages.send(world[who], chat, { text: `no. ${n}` })));

  /** How many transactions wait for that one. */
  const waitingFor = async (one: QueryRunner): Promise<number> => {
    const [{ pid }] = await one.query('SELECT pg_backend_pid() AS pid');
    const [{ count }] = await world.database.query(
      'SELECT count(*)::int FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))',
      [pid],
    );
    return count;
  };

  it('counts what others wrote since, and not what one wrote oneself', async () => {
    const { ada, bob } = world;
    const chat = await world.privateChat(ada, bob);

    await say('ada', chat, 3);
    await say('bob', chat, 2);

    expect(await world.unread(ada, chat)).toBe(2);
    expect(await world.unread(bob, chat)).toBe(3);
  });

  it('does not take sending for reading', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    await say('ada', chat, 2);

    await say('bob', chat, 1);

    expect(await world.unread(bob, chat)).toBe(2);
    expect(world.receiptsHeard.filter(({ chat_id }) => chat_id === chat)).toEqual([]);
  });

  it('moves the cursor forward only', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    await say('ada', chat, 5);
    await world.receipts.markRead(bob, chat, 4);

    const back = await world.receipts.markRead(bob, chat, 2);

    expect(back).toEqual({ unread: 1 });
    expect(world.receiptsHeard.filter(({ chat_id }) => chat_id === chat).map(({ up_to }) => up_to)).toEqual([4]);
  });

  it('reads to the newest when no place is given, and never beyond it', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    await say('ada', chat, 5);

    expect(await world.receipts.markRead(bob, chat, 999)).toEqual({ unread: 0 });
    await say('ada', chat, 1);
    expect(await world.unread(bob, chat)).toBe(1);
    expect(await world.receipts.markRead(bob, chat)).toEqual({ unread: 0 });
  });

  it('keeps the time of each step as one range, not as a row for each message', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    await say('ada', chat, 50);

    await world.receipts.markRead(bob, chat, 20);
    await world.receipts.markRead(bob, chat, 50);

    const ranges = await world.database.query(
      'SELECT from_seq, to_seq FROM read_ranges WHERE chat_id = $1 ORDER BY 1',
      [chat],
    );
    expect(ranges).toEqual([
      { from_seq: 1, to_seq: 20 },
      { from_seq: 21, to_seq: 50 },
    ]);
  });

  it('tells a stranger that there is no such chat', async () => {
    const chat = await world.groupOf(world.ada, world.bob);

    await expect(world.receipts.markRead(world.eve, chat)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['group', 'private chat'])(
    'agrees with a count over the messages of a %s, whatever happens at once',
    async (kind) => {
      const { ada, bob, eve } = world;
      const [chat, one] =
        kind === 'group'
          ? [await world.groupOf(ada, bob), 'ada' as const]
          : [await world.privateChat(bob, eve), 'eve' as const];
      const reader = world[one];
      // A repeated client_id takes its whole batch the careful way.
      const repeat = () => world.messages.send(bob, chat, { text: 'the same', client_id: 'the same' });

      for (let round = 0; round < 15; round++) {
        await Promise.all([
          say(one, chat, 4),
          say('bob', chat, 3),
          repeat(),
          world.receipts.markRead(reader, chat, round % 3 ? undefined : round * 5),
          world.receipts.markRead(bob, chat, round * 6),
          world.receipts.markRead(bob, chat, round * 4),
        ]);
        expect(await world.unread(reader, chat)).toBe(await world.countedUnread(reader, chat));
        expect(await world.unread(bob, chat)).toBe(await world.countedUnread(bob, chat));
      }

      expect(await world.seqs(chat)).toEqual(upTo(15 * 7 + 1));
    },
  );

  type Mark = (chat: number, upTo: number) => Promise<unknown>;

  /** Rejects where a cursor does not end at the furthest mark, in whatever order and however many at once they are made. */
  async function isMonotone(mark: Mark): Promise<void> {
    const marks = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(marks, async (rounds) => {
        const chat = await world.groupOf(world.ada, world.bob);
        await say('ada', chat, 10);
        let furthest = 0;
        for (const together of rounds) {
          await Promise.all(together.map((upTo) => mark(chat, upTo)));
          furthest = Math.max(furthest, ...together.map((upTo) => Math.min(upTo, 10)));
          expect((await world.chats.membershipOf(world.bob, chat)).read_up_to).toBe(furthest);
        }
        const heard = world.receiptsHeard.filter(({ chat_id }) => chat_id === chat).map(({ up_to }) => up_to);
        expect(heard).toEqual([...new Set(heard)].toSorted((a, b) => a - b));
        expect(heard.at(-1) ?? 0).toBe(furthest);
      }),
      { numRuns: 60 },
    );
  }

  it('never goes back, whoever marks what at once, and ends at the furthest mark', () =>
    isMonotone((chat, upTo) => world.receipts.markRead(world.bob, chat, upTo)));

  it('would go back if the last mark won (negative control)', async () => {
    const lastWins: Mark = (chat, upTo) =>
      world.database.query('UPDATE memberships SET read_up_to = least($3, 10) WHERE chat_id = $1 AND user_id = $2', [
        chat,
        world.bob.id,
        upTo,
      ]);

    await expect(isMonotone(lastWins)).rejects.toThrow(/Property failed/);
  });

  it('marks every chat of a person as read', async () => {
    const { ada, bob } = world;
    const chats = await Promise.all(upTo(3).map(() => world.groupOf(ada, bob)));
    await Promise.all(chats.map((chat) => say('ada', chat, 2)));

    await world.receipts.markAllRead(bob);

    expect(await Promise.all(chats.map((chat) => world.unread(bob, chat)))).toEqual([0, 0, 0]);
  });

  it('of everything at once goes on where one is put out of a chat just then', async () => {
    const { ada, eve, database } = world;
    const [chat, other] = [await world.groupOf(ada, eve), await world.groupOf(ada, eve)];
    await Promise.all([say('ada', chat, 2), say('ada', other, 3)]);

    const putOut = database.createQueryRunner();
    await putOut.startTransaction();
    await putOut.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [chat, eve.id]);
    const reading = world.receipts.markAllRead(eve);
    await eventually(async () => expect(await waitingFor(putOut)).toBe(1));
    await putOut.commitTransaction();
    await putOut.release();

    expect(await reading).toEqual({ unread: 0 });
    expect(await world.unread(eve, other)).toBe(0);
  });
});
