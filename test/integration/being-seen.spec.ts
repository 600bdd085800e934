import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/access/actor.js';
import { Town } from '../support/town.js';

let town: Town;
let ada: Actor;
let bob: Actor;
let eve: Actor;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.clear();
  [ada, bob, eve] = [await town.settle('ada'), await town.settle('bob'), await town.settle('eve')];
  await town.chatOf(ada, bob);
});
afterAll(() => town.leave());

const unseen = { is_online: null, lastseen: null };
const ofAda = async (viewer: Actor) => (await town.visible.of(viewer, [ada.id])).get(ada.id);
const storedFor = async (actor: Actor): Promise<Date | null> => {
  await town.lastSeen.onApplicationShutdown();
  const [{ lastseen }] = await town.database.query('SELECT lastseen FROM users WHERE id = $1', [actor.id]);
  return lastseen;
};

/** Somebody who was here just now. */
async function seenAt(actor: Actor): Promise<Date | null> {
  town.events.publish('last connection ended', { user_id: actor.id, ms_ago: 0 });
  return storedFor(actor);
}

describe('whether somebody is here', () => {
  it('is told to people who share a chat with them, and to nobody else', async () => {
    town.presence.connected(ada.id, 'phone');

    expect(await ofAda(bob)).toMatchObject({ is_online: true });
    expect(await ofAda(eve)).toEqual(unseen);
    town.presence.gone(ada.id, 'phone');
    expect(await ofAda(bob)).toMatchObject({ is_online: false });
  });

  it('is no longer told once the shared chat is left', async () => {
    await town.database.query('DELETE FROM memberships WHERE user_id = $1', [bob.id]);

    expect(await ofAda(bob)).toEqual(unseen);
  });

  it.each(['ada', 'bob'])('is hidden in both directions when %s hides it', async (who) => {
    await town.users.update(who === 'ada' ? ada : bob, { lastseen_visible: false });
    town.presence.connected(ada.id, 'phone');
    town.presence.connected(bob.id, 'laptop');

    expect(await ofAda(bob)).toEqual(unseen);
    expect((await town.visible.of(ada, [bob.id])).get(bob.id)).toEqual(unseen);
  });

  it.each(['ada', 'bob'])('is hidden in both directions when %s blocks the other', async (who) => {
    await (who === 'ada' ? town.blocks.block(ada, bob.id) : town.blocks.block(bob, ada.id));

    expect(await ofAda(bob)).toEqual(unseen);
    expect((await town.visible.of(ada, [bob.id])).get(bob.id)).toEqual(unseen);
  });

  it('is answered for everybody asked about, and for unknown ids like for strangers', async () => {
    const seen = await town.visible.of(bob, [ada.id, eve.id, 99_999]);

    expect([...seen.keys()]).toEqual([ada.id, eve.id, 99_999]);
    expect([seen.get(eve.id), seen.get(99_999)]).toEqual([unseen, unseen]);
  });

  it('appears in the list of people and in search as far as it may be seen', async () => {
    town.presence.connected(ada.id, 'phone');
    await storedFor(ada);

    const [forBob] = await town.users.search(bob, 'ada');
    const [forEve] = await town.users.search(eve, 'ada');

    expect(forBob).toMatchObject({ is_online: true, lastseen: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
    expect(forEve).toMatchObject(unseen);
  });
});

describe('the time somebody was last seen', () => {
  it('is unknown before they were ever here', async () => {
    expect(await ofAda(bob)).toEqual({ is_online: false, lastseen: null });
  });

  it('is set when the last connection has gone', async () => {
    town.presence.connected(ada.id, 'phone');
    town.presence.connected(ada.id, 'laptop');
    const came = await storedFor(ada);
    town.presence.gone(ada.id, 'phone');
    expect(await storedFor(ada)).toEqual(came);

    town.presence.gone(ada.id, 'laptop');

    expect((await storedFor(ada))!.getTime()).toBeGreaterThan(came!.getTime());
    expect((await storedFor(bob))!).toBeNull();
  });

  it('is known after a crash, and not later than it', async () => {
    town.presence.connected(ada.id, 'phone');
    await storedFor(ada);
    const crashed = Date.now();

    // Nothing says goodbye: the next process starts with nobody online.
    const seen = await ofAda(bob);

    expect(new Date(seen!.lastseen!).getTime()).toBeLessThanOrEqual(crashed);
  });

  it('never goes back, even when the clock does', async () => {
    const later = new Date(Date.now() + 3_600_000);
    await town.database.query('UPDATE users SET lastseen = $2 WHERE id = $1', [ada.id, later]);

    town.presence.connected(ada.id, 'phone');
    town.presence.gone(ada.id, 'phone');

    expect(await storedFor(ada)).toEqual(later);
    // Kept, and yet not shown as a time to come.
    expect(new Date((await ofAda(bob))!.lastseen!).getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  });

  it('is the end of the last connection, not the moment when it was believed', async () => {
    town.presence.connected(ada.id, 'page');
    await storedFor(ada);

    town.presence.gone(ada.id, 'page', false);
    const ended = await storedFor(ada);
    expect(await ofAda(bob)).toMatchObject({ is_online: true });
    town.events.publish('last connection ended', { user_id: bob.id, ms_ago: 60_000 });

    expect(Math.abs(ended!.getTime() - Date.now())).toBeLessThan(1000);
    expect(Math.abs((await storedFor(bob))!.getTime() + 60_000 - Date.now())).toBeLessThan(1000);
  });

  it('never decreases and never lies ahead, whatever the clock of this machine says and whoever tells it', async () => {
    const step = fc.record({
      clock: fc.constantFrom(-3_600_000, 0, 3_600_000),
      msAgo: fc.integer({ min: 0, max: 100_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const real = Date.now();
        let before = (await storedFor(ada)) ?? new Date(0);
        for (const { clock, msAgo } of steps) {
          const stepped = jest.spyOn(Date, 'now').mockReturnValue(real + clock);
          town.events.publish('last connection ended', { user_id: ada.id, ms_ago: msAgo });
          stepped.mockRestore();
          const now = (await storedFor(ada))!;
          expect(now.getTime()).toBeGreaterThanOrEqual(before.getTime());
          expect(now.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
          before = now;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('would go back if it were the time of this machine (negative control)', async () => {
    const before = (await seenAt(ada))!;
    const stepped = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    await town.database.query('UPDATE users SET lastseen = $2 WHERE id = $1', [ada.id, new Date(Date.now())]);
    stepped.mockRestore();

    expect((await storedFor(ada))!.getTime()).toBeLessThan(before.getTime());
  });

  it('is stored for everybody when a server with many people stops', async () => {
    await town.database.query(
      "INSERT INTO users (username, username_key, password_hash) SELECT 'u' || i, 'u' || i, '-' FROM generate_series(1, 500) i",
    );
    const ids: { id: number }[] = await town.database.query('SELECT id FROM users');
    for (const { id } of ids) town.presence.connected(id, 'x');
    for (const { id } of ids) town.presence.gone(id, 'x');

    await town.lastSeen.beforeApplicationShutdown();

    expect(await town.database.query('SELECT FROM users WHERE lastseen IS NULL')).toEqual([]);
  });
});
