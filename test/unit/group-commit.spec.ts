import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from '../../src/database/group-commit.js';

describe('committing in groups', () => {
  const queueOf = (
    batches: number[][],
    { batch = 100, queue = 100, fail = false, gather = { ms: 0, enough: 1 } } = {},
  ) =>
    new GroupCommit<number, string>(
      async (items) => {
        batches.push(items);
        await new Promise((done) => setImmediate(done));
        if (fail) throw new Error('no disk');
        return items.map((item) => `stored ${item}`);
      },
      {
        batch,
        queue,
        gather: () => gather,
        full: () => new Error('full'),
        keyOf: (item) => (item < 0 ? String(item) : undefined),
      },
    );

  it('takes everything that arrives during one commit into the next', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches);

    const first = queue.add(1);
    await new Promise((done) => setImmediate(done));
    const others = [2, 3, 4].map((item) => queue.add(item));

    expect(await Promise.all([first, ...others])).toEqual(['stored 1', 'stored 2', 'stored 3', 'stored 4']);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('never puts two items with the same key into one commit', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches);

    await Promise.all([-7, 1, -7, 2].map((item) => queue.add(item)));

    expect(batches).toEqual([[-7, 1, 2], [-7]]);
  });

  it('keeps the order of arrival when a batch is full', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches, { batch: 2 });

    await Promise.all([1, 2, 3, 4, 5].map((item) => queue.add(item)));

    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('lets the first wait for nothing, and gathers the next ones where commits would follow too fast', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches, { gather: { ms: 1000, enough: 10 } });

    await queue.add(1);
    const second = queue.add(2);
    await new Promise((done) => setTimeout(done, 10));
    await Promise.all([second, queue.add(3)]);

    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('gathers no longer once there are enough', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches, { gather: { ms: 60_000, enough: 2 } });

    await queue.add(1);
    const second = queue.add(2);
    await new Promise((done) => setTimeout(done, 10));
    await Promise.all([second, queue.add(3)]);

    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('waits for as many as came together before, and for fewer once those stay away', async () => {
    const batches: number[][] = [];
    const gather = { ms: 60_000, enough: 1 };
    const queue = queueOf(batches, { gather });
    const crowd = (size: number) => Promise.all(Array.from({ length: size }, (_, item) => queue.add(item)));

    await crowd(20);
    const early = crowd(12);
    await new Promise((done) => setTimeout(done, 10));
    await Promise.all([early, crowd(8)]);
    gather.ms = 1;
    for (let lone = 0; lone < 3; lone++) await queue.add(lone);
    gather.ms = 60_000;
    await queue.add(7);
    await crowd(3);
    await queue.add(8);

    expect(batches.map(({ length }) => length)).toEqual([20, 20, 1, 1, 1, 1, 3, 1]);
  });

  it('refuses what no longer fits, and takes more once there is room', async () => {
    const queue = queueOf([], { queue: 2 });
    const kept = [queue.add(1), queue.add(2)];

    await expect(queue.add(3)).rejects.toThrow('full');
    await Promise.all(kept);
    await expect(queue.add(4)).resolves.toBe('stored 4');
  });

  it('tells everybody in a failed commit, and goes on with the next', async () => {
    const queue = queueOf([], { fail: true });

    const results = await Promise.allSettled([queue.add(1), queue.add(2)]);
    const next = await Promise.allSettled([queue.add(3)]);

    expect([...results, ...next].map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(queue.depth).toBe(0);
  });

  it('tells everybody at once who waits for a database that is away', async () => {
    let commits = 0;
    const commit = async () => {
      commits++;
      await new Promise((done) => setImmediate(done));
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    };
    const limits = { batch: 1, queue: 100, full: () => new Error('full'), keyOf: () => undefined };
    const queue = new GroupCommit<number, string>(commit, limits);

    const results = await Promise.allSettled([1, 2, 3].map((item) => queue.add(item)));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(commits).toBe(1);
    expect(queue.depth).toBe(0);
  });

  it('is drained when nothing waits any more', async () => {
    const batches: number[][] = [];
    const queue = queueOf(batches, { batch: 1 });
    void queue.add(1);
    void queue.add(2);

    await queue.drained();

    expect(batches).toEqual([[1], [2]]);
  });
});
