import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person, upTo, World } from '../support/world.js';

describe('sending messages', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it('numbers the messages of a chat 1, 2, 3 even when twenty write at once', async () => {
    const { ada, bob } = world;
    const chat = await world.privateChat(ada, bob);

    const sent = await Promise.all(
      upTo(20).map((n) => world.messages.send(n % 2 ? ada : bob, chat, { text: `no. ${n}` })),
    );

    expect(sent.map(({ message }) => message.seq).sort((a, b) => a - b)).toEqual(upTo(20));
    expect(await world.seqs(chat)).toEqual(upTo(20));
  });

  it('numbers them without gap or repeat when two servers write to one chat', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    const other = world.elsewhere();
    const draft = (n: number) => ({ chat_id: chat, sender_id: ada.id, sender_username: 'ada', text: `no. ${n}` });

    const written = await Promise.all(upTo(100).map((n) => (n % 2 ? world.writer : other).write(draft(n))));

    expect(written.map((one) => one?.message.seq).sort((a, b) => a! - b!)).toEqual(upTo(100));
    expect(await world.seqs(chat)).toEqual(upTo(100));
  });

  it('stores what queued during a commit in the next one', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    const before = world.writer.load;

    await Promise.all(upTo(200).map((n) => world.messages.send(ada, chat, { text: `no. ${n}` })));

    const { messages, commits, waiting } = world.writer.load;
    expect(messages - before.messages).toBe(200);
    expect(commits - before.commits).toBeLessThan(20);
    expect(waiting).toBe(0);
  });

  it('gives everybody their own message when many chats share a commit', async () => {
    const { ada, bob, eve } = world;
    const chats = await Promise.all([world.groupOf(ada, bob), world.groupOf(ada, bob), world.groupOf(ada, bob, eve)]);
    const drafts = upTo(60).map((n) => ({ who: n % 2 ? ada : bob, chat: chats[n % 3]!, n }));

    const sent = await Promise.all(
      drafts.map(({ who, chat, n }) => world.messages.send(who, chat, { text: `no. ${n}` })),
    );

    expect(sent.map(({ message }) => [message.chat_id, message.sender, message.text])).toEqual(
      drafts.map(({ who, chat, n }) => [chat, who.id, `no. ${n}`]),
    );
    const stored = await world.database.query<{ id: number; seq: number; text: string }[]>(
      'SELECT id, seq, text FROM messages WHERE chat_id = ANY($1)',
      [chats],
    );
    const byId = new Map(stored.map((row) => [row.id, row]));
    for (const { id, seq, text } of sent.map(({ message }) => message)) expect(byId.get(id)).toEqual({ id, seq, text });
  });

  it('tells everybody after the commit, in the order of seq', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);

    await Promise.all(upTo(30).map((n) => world.messages.send(n % 3 ? ada : bob, chat, { text: `no. ${n}` })));

    expect(world.heard.filter(({ chat_id }) => chat_id === chat).map(({ seq }) => seq)).toEqual(upTo(30));
  });

  it('answers a repeated client_id with the first message and tells nobody again', async () => {
    const { ada, bob } = world;
    const chat = await world.privateChat(bob, world.eve);
    const first = await world.messages.send(bob, chat, { text: 'hello', client_id: 'a1' });

    const again = await world.messages.send(bob, chat, { text: 'hello', client_id: 'a1' });

    expect(again).toEqual({ message: first.message, created: false });
    expect(world.heard.filter(({ chat_id }) => chat_id === chat)).toHaveLength(1);
    expect(ada.id).not.toBe(bob.id);
  });

  it('stores fifty identical sends at once on two servers as one message', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    const other = world.elsewhere();
    const draft = { chat_id: chat, sender_id: ada.id, sender_username: 'ada', text: 'once', client_id: 'same' };

    const written = await Promise.all(upTo(50).map((n) => (n % 2 ? world.writer : other).write(draft)));

    expect(new Set(written.map((one) => one?.message.id)).size).toBe(1);
    expect(written.filter((one) => one?.created)).toHaveLength(1);
    expect(await world.seqs(chat)).toEqual([1]);
  });

  it('lets two people use the same client_id', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);

    await Promise.all([ada, bob].map((who) => world.messages.send(who, chat, { text: who.username, client_id: 'x' })));

    expect(await world.seqs(chat)).toEqual([1, 2]);
  });

  it('refuses a client_id that was used for another text', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    await world.messages.send(ada, chat, { text: 'one', client_id: 'x' });

    const other = world.messages.send(ada, chat, { text: 'two', client_id: 'x' });

    await expect(other).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.seqs(chat)).toEqual([1]);
  });

  it('tells a stranger that there is no such chat, and nobody hears of it', async () => {
    const { ada, bob, eve } = world;
    const chat = await world.groupOf(ada, bob);

    const foreign = world.messages.send(eve, chat, { text: 'let me in' });
    const absent = world.messages.send(eve, 2_000_000_000, { text: 'let me in' });

    const [one, other] = await Promise.allSettled([foreign, absent]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
    expect(world.heard.filter(({ chat_id }) => chat_id === chat)).toEqual([]);
  });

  it('refuses one stranger among many writers without harm to the others', async () => {
    const { ada, bob, eve } = world;
    const chat = await world.groupOf(ada, bob);

    const results = await Promise.allSettled(
      [ada, eve, bob].map((who) => world.messages.send(who, chat, { text: 'hello' })),
    );

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await world.seqs(chat)).toEqual([1, 2]);
  });

  it('refuses one stranger among writers to several groups without harm to the others', async () => {
    const { ada, bob, eve } = world;
    const chats = await Promise.all([world.groupOf(ada, bob), world.groupOf(ada, bob), world.groupOf(ada, eve)]);

    const results = await Promise.allSettled(chats.map((chat) => world.messages.send(bob, chat, { text: 'hello' })));

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await Promise.all(chats.map((chat) => world.seqs(chat)))).toEqual([[1], [1], []]);
    for (const chat of chats.slice(0, 2)) expect(await world.unread(bob, chat)).toBe(0);
  });

  it.each([1, 3])(
    'counts what each has not read, own messages left out, where %d groups share commits',
    async (many) => {
      const { ada, bob } = world;
      const chats = await Promise.all(upTo(many).map(() => world.groupOf(ada, bob)));

      await Promise.all(
        upTo(24).map((n) => world.messages.send(n % 4 ? ada : bob, chats[n % many]!, { text: `no. ${n}` })),
      );

      const unread = (who: typeof ada) => Promise.all(chats.map((chat) => world.unread(who, chat)));
      expect((await unread(ada)).reduce((sum, one) => sum + one)).toBe(6);
      expect((await unread(bob)).reduce((sum, one) => sum + one)).toBe(18);
    },
  );

  it('refuses a removed member at once, also in the commit under way', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);
    const accepted: number[] = [];
    let removed = false;
    const flood = Promise.all(
      upTo(300).map(async (n) => {
        await new Promise((next) => setTimeout(next, n / 4));
        const late = removed;
        await world.messages.send(bob, chat, { text: `no. ${n}` }).then(
          ({ message }) => late && accepted.push(message.seq),
          () => undefined,
        );
      }),
    );

    await new Promise((next) => setTimeout(next, 30));
    await world.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [chat, bob.id]);
    removed = true;
    await flood;

    expect(accepted).toEqual([]);
    expect((await world.seqs(chat)).length).toBeGreaterThan(0);
    await expect(world.messages.send(bob, chat, { text: 'still here?' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stores everything else once when one chat of a commit is gone', async () => {
    const { ada, bob, eve } = world;
    const [gone, kept] = [await world.privateChat(ada, eve), await world.groupOf(ada, bob)];
    await world.messages.send(ada, gone, { text: 'before' });
    await world.database.query('DELETE FROM chats WHERE id = $1', [gone]);

    const [lost, ...others] = await Promise.allSettled(
      [gone, kept, kept].map((chat, n) => world.messages.send(ada, chat, { text: `no. ${n}` })),
    );

    expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await world.seqs(kept)).toEqual([1, 2]);
  });

  it('closes a private chat to somebody who was blocked, but not to the other', async () => {
    const { ada, eve } = world;
    const chat = await world.privateChat(ada, eve);
    await world.database.query('INSERT INTO blocks (blocker_id, blocked_id) VALUES ($1, $2)', [ada.id, eve.id]);

    await expect(world.messages.send(eve, chat, { text: 'why?' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(world.messages.send(ada, chat, { text: 'because' })).resolves.toMatchObject({ created: true });
  });

  it('keeps the chat row: the newest text cut to 200 characters, its sender and time', async () => {
    const { ada, bob } = world;
    const chat = await world.groupOf(ada, bob);

    const { message } = await world.messages.send(ada, chat, { text: '🙂'.repeat(300) });

    const [row] = await world.database.query(
      'SELECT last_text, last_sender_id, last_time, last_seq FROM chats WHERE id = $1',
      [chat],
    );
    expect(row).toEqual({
      last_text: '🙂'.repeat(200),
      last_sender_id: ada.id,
      last_time: new Date(message.time),
      last_seq: 1,
    });
  });

  describe('many private chats in one commit', () => {
    const pairs = (names: string) =>
      Promise.all(
        names.split(' ').map(async (name) => {
          const [low, high] = [await person(world.database, name), await person(world.database, `${name}2`)];
          return { low, high, chat: await world.privateChat(low, high) };
        }),
      );

    it('have their own numbers, counts and last messages, whoever of the two writes', async () => {
      const three = await pairs('carol dave erin');
      const text = '🙂'.repeat(300);
      for (const writers of [three.map(({ low }) => low), three.map(({ high }) => high)]) {
        const sent = await Promise.all(
          three.map(({ chat }, n) => world.messages.send(writers[n]!, chat, { text, client_id: `${writers[n]!.id}` })),
        );
        expect(sent.map(({ message }) => [message.chat_id, message.sender])).toEqual(
          three.map(({ chat }, n) => [chat, writers[n]!.id]),
        );
      }

      for (const { chat, low, high } of three) {
        expect(await world.seqs(chat)).toEqual([1, 2]);
        expect([await world.unread(low, chat), await world.unread(high, chat)]).toEqual([1, 1]);
        const [row] = await world.database.query(
          'SELECT last_seq, last_text, last_sender_id FROM chats WHERE id = $1',
          [chat],
        );
        expect(row).toEqual({ last_seq: 2, last_text: '🙂'.repeat(200), last_sender_id: high.id });
      }
    });

    it('are stored, whoever else is blocked or whatever else is gone', async () => {
      const [kept, gone, blocked] = await pairs('frank grace heidi');
      const say = (text: string) =>
        Promise.allSettled(
          [kept!, gone!, blocked!].map(({ chat, low }) => world.messages.send(low, chat, { text, client_id: text })),
        );
      await say('before');
      await world.database.query('DELETE FROM chats WHERE id = $1', [gone!.chat]);
      await world.database.query('INSERT INTO blocks (blocker_id, blocked_id) VALUES ($1, $2)', [
        blocked!.high.id,
        blocked!.low.id,
      ]);

      const [one, ...others] = await say('after');

      expect(one!.status).toBe('fulfilled');
      expect(others.map((other) => (other as PromiseRejectedResult).reason.code)).toEqual(['not_found', 'forbidden']);
      expect([await world.seqs(kept!.chat), await world.seqs(blocked!.chat)]).toEqual([[1, 2], [1]]);
    });

    it('are answered with the first message where a client_id was used before', async () => {
      const two = await pairs('ivan judy');
      const [first] = await Promise.all(
        two.map(({ chat, low }) => world.messages.send(low, chat, { text: 'hi', client_id: 'a' })),
      );

      const again = await Promise.all(
        two.map(({ chat, low }, n) => world.messages.send(low, chat, { text: 'hi', client_id: n === 0 ? 'a' : 'b' })),
      );

      expect(again.map(({ created }) => created)).toEqual([false, true]);
      expect(again[0]!.message.seq).toBe(first!.message.seq);
      expect(await Promise.all(two.map(({ chat }) => world.seqs(chat)))).toEqual([[1], [1, 2]]);
    });
  });
});
