import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { Town } from '../support/town.js';

let town: Town;
let ada: Actor;
let bob: Actor;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.clear();
  ada = await town.settle('ada', { display_name: 'Ada Lovelace', email: 'ada@example.org' });
  bob = await town.settle('Bob.K', { display_name: 'Robert' });
});
afterAll(() => town.leave());

describe('searching for people', () => {
  it('finds a part of a username or of a display name, in any case', async () => {
    await town.settle('eve');

    expect(await town.names(bob, 'ADA')).toEqual(['ada']);
    expect(await town.names(bob, 'lOvE')).toEqual(['ada']);
    expect(await town.names(ada, 'ob.k')).toEqual(['Bob.K']);
    expect(await town.names(ada, 'ｂｏｂ')).toEqual(['Bob.K']);
    expect(await town.names(ada, 'nobody')).toEqual([]);
  });

  it.each([
    ['ÉLODIE', 'élo'],
    ['Ольга', 'ЛЬГ'],
    ['Jose\u0301'.normalize('NFC'), 'jose\u0301'],
  ])('finds %s by %s, whatever the script', async (display_name, q) => {
    await town.settle('carla', { display_name });

    expect(await town.names(ada, q)).toEqual(['carla']);
  });

  it('with one or two characters finds only what begins with them', async () => {
    await town.settle('eve', { display_name: 'Zoe Bo' });
    await town.settle('carl', { display_name: 'Bo Diddley' });

    expect(await town.names(ada, 'b')).toEqual(['Bob.K', 'carl']);
    expect(await town.names(ada, 'bo')).toEqual(['Bob.K', 'carl']);
    expect(await town.names(bob, 'da')).toEqual([]);
    expect(await town.names(ada, 'oe')).toEqual([]);
  });

  it('takes % and _ and \\ as what they are', async () => {
    await town.settle('eve', { display_name: String.raw`100%_\ sure` });

    for (const q of ['%', '_', '%%%', '___', '\\', 'a%a']) expect(await town.names(ada, q)).toEqual([]);
    for (const q of ['0%_', String.raw`_\ s`, '100%']) expect(await town.names(ada, q)).toEqual(['eve']);
  });

  it('shows the exact name first, then what begins with it, then the rest', async () => {
    for (const name of ['juliann', 'annika', 'ann', 'joanna', 'anna']) await town.settle(name);
    await town.settle('zed', { display_name: 'Ann' });
    await town.settle('yve', { display_name: 'Annabel' });

    expect(await town.names(ada, 'ann')).toEqual(['ann', 'zed', 'anna', 'annika', 'yve', 'joanna', 'juliann']);
  });

  it('ends at 50, and the exact name is among them however many others there are', async () => {
    await town.database.query(
      `INSERT INTO users (username, username_key, password_hash, display_name)
       SELECT 'a-crowd-' || i, 'a-crowd-' || i, '-', 'The crowd ' || i FROM generate_series(1, 700) i`,
    );
    await town.settle('crowd');
    await town.settle('zz', { display_name: 'CROWD' });

    const found = await town.names(ada, 'crowd');

    expect(found).toHaveLength(50);
    expect(found.slice(0, 2)).toEqual(['crowd', 'zz']);
  });

  it('reads an index and not everybody', async () => {
    const city = await Town.found();
    await city.database.query(
      `INSERT INTO users (username, username_key, password_hash, display_name)
       SELECT n, n, '-', 'Member ' || md5(n) FROM (SELECT md5(i::text) AS n FROM generate_series(1, 20000) i) names`,
    );
    await city.database.query('VACUUM ANALYZE users');

    for (const q of ['a1b2', 'nobody at all', '%%%']) {
      const plan = await city.planOf(() => city.users.search(ada, q));
      expect(plan).toContain('users_display_name');
      expect(plan).not.toContain('Seq Scan on users');
    }
    await city.leave();
  });

  it('leaves out the caller, closed accounts and whoever blocks the caller, who finds them all the same', async () => {
    const eve = await town.settle('eve', { display_name: 'Test' });
    await town.settle('old', { display_name: 'Test', disabled_at: new Date() });
    await town.blocks.block(ada, eve.id);

    expect(await town.names(eve, 'ada')).toEqual([]);
    expect(await town.names(eve, 'a')).toEqual([]);
    expect(await town.names(bob, 'test')).toEqual(['eve']);
    expect(await town.names(eve, 'test')).toEqual([]);
    expect(await town.names(ada, 'eve')).toEqual(['eve']);
  });

  it('tells a name and nothing private', async () => {
    expect(await town.users.search(bob, 'ada')).toEqual([
      { id: ada.id, username: 'ada', display_name: 'Ada Lovelace', avatar: null, is_online: null, lastseen: null },
    ]);
  });
});

describe('looking for one person by username', () => {
  it('finds them in any case, and nobody by a part, a pattern or rubbish', async () => {
    expect(await town.users.findByUsername(ada, ' BOB.k ')).toMatchObject({ id: bob.id, username: 'Bob.K' });
    for (const name of ['bob', 'bob%', '', 'bob.k\0', 'x'.repeat(100_000)]) {
      expect(await town.users.findByUsername(ada, name)).toBeNull();
    }
  });

  it('does not find whoever blocks the caller', async () => {
    await town.blocks.block(bob, ada.id);

    expect(await town.users.findByUsername(ada, 'bob.k')).toBeNull();
    expect(await town.users.findByUsername(bob, 'ada')).toMatchObject({ id: ada.id });
  });
});

describe('the list of people', () => {
  it('comes in pages by username that leave nobody out and repeat nobody', async () => {
    for (let i = 0; i < 25; i++) await town.settle(`user${i}`);
    const seen: string[] = [];

    for (let cursor: string | undefined, pages = 0; pages < 9; pages++) {
      const page = await town.users.list(ada, { limit: 10, cursor });
      seen.push(...page.results.map(({ username }) => username));
      if (page.next === null) break;
      cursor = page.next;
    }

    expect(seen).toHaveLength(27);
    expect(seen).toEqual(seen.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  });

  it('ends with null when the last page is exactly full', async () => {
    expect(await town.users.list(ada, { limit: 2 })).toMatchObject({ next: null });
    expect(await town.users.list(ada, { limit: 1 })).toMatchObject({ next: 'ada' });
  });

  it('leaves out whoever blocks the caller', async () => {
    await town.blocks.block(bob, ada.id);

    expect((await town.users.list(ada, {})).results.map(({ id }) => id)).toEqual([ada.id]);
    expect((await town.users.list(bob, {})).results.map(({ id }) => id)).toEqual([ada.id, bob.id]);
  });
});
