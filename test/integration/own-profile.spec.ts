import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Actor } from '../../src/access/actor.js';
import { parse } from '../../src/contract/parsed.js';
import { AppError } from '../../src/errors/app-error.js';
import { ProfileChanges } from '../../src/users/users.dto.js';
import { Town } from '../support/town.js';

let town: Town;
let ada: Actor;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.clear();
  ada = await town.settle('ada', { email: 'ada@example.org' });
});
afterAll(() => town.leave());

const change = (body: unknown) => town.users.update(ada, parse(ProfileChanges, body));
const fieldsOf = (body: unknown): string[] => {
  try {
    parse(ProfileChanges, body);
    return [];
  } catch (error) {
    return Object.keys((error as AppError).more.fields ?? {});
  }
};

describe('the own profile', () => {
  it('goes by the username until there is a display name', async () => {
    expect(await town.users.profileOf(ada)).toEqual({
      id: ada.id,
      username: 'ada',
      display_name: 'ada',
      first_name: '',
      last_name: '',
      email: 'ada@example.org',
      bio: '',
      avatar: null,
      lastseen_visible: true,
      receipts_visible: true,
      typing_visible: true,
    });
  });

  it('changes what is sent and leaves the rest', async () => {
    await change({ display_name: '  Ada L. ', lastseen_visible: false });

    await town.users.update(ada, { first_name: undefined });

    expect(await change({ email: '', bio: 'one\ntwo' })).toMatchObject({
      display_name: 'Ada L.',
      email: '',
      bio: 'one\ntwo',
      lastseen_visible: false,
      typing_visible: true,
    });
  });

  it('cannot be used to change anything else', async () => {
    const before = await town.users.profileOf(ada);

    await change({
      id: 9,
      username: 'root',
      site_admin: true,
      avatar_hash: 'x',
      password_hash: 'x',
      __proto__: { a: 1 },
    });

    expect(await town.users.profileOf(ada)).toEqual(before);
    expect(await town.database.query('SELECT site_admin, password_hash FROM users')).toEqual([
      { site_admin: false, password_hash: '-' },
    ]);
  });

  it('refuses each wrong type and names the field', () => {
    const texts = ['display_name', 'first_name', 'last_name', 'email', 'bio'];
    const switches = ['lastseen_visible', 'receipts_visible', 'typing_visible'];
    for (const field of texts) {
      for (const value of [1, true, null, [], {}, ['x'], 'a\0b', '\ud800', 'x'.repeat(100_000)]) {
        expect([field, value, fieldsOf({ [field]: value })]).toEqual([field, value, [field]]);
      }
    }
    for (const field of switches) {
      for (const value of [1, 'true', null, [], {}]) expect(fieldsOf({ [field]: value })).toEqual([field]);
    }
    for (const body of [[], 'x', 5, true]) expect(fieldsOf(body)).toEqual(['body']);
  });

  it.each([
    'ada',
    'ada@',
    '@example.org',
    'ada@localhost',
    'a b@example.org',
    'ada@example.org, eve@example.org',
    'a@b@c.de',
    'a@b..de',
  ])('does not take %j for an e-mail address', (email) => expect(fieldsOf({ email })).toEqual(['email']));

  it.each(['', 'ada@example.org', 'ada+chat@mail.example.co.uk', 'ädä@bücher.example'])('takes %j', (email) => {
    expect(fieldsOf({ email })).toEqual([]);
  });

  it('keeps names on one line and visible', () => {
    for (const display_name of ['a\nb', 'a\u2028b', '\u200b\u200d', '\u3164']) {
      expect(fieldsOf({ display_name })).toEqual(['display_name']);
    }
    for (const display_name of ['', '👩🏽‍🚀', 'א', 'x'.repeat(80)]) expect(fieldsOf({ display_name })).toEqual([]);
  });
});

describe('the own picture', () => {
  const png = (side: number) =>
    sharp({ create: { width: side, height: side, channels: 3, background: '#5b5bd6' } })
      .png()
      .toBuffer();

  it('is at an address that changes with it, and the old one ends', async () => {
    const { avatar: first } = await town.users.setAvatar(ada, await png(20));
    const { avatar: second } = await town.users.setAvatar(ada, await png(21));

    expect(second).not.toBe(first);
    expect((await town.users.profileOf(ada)).avatar).toBe(second);
    await expect(town.users.avatarOf(ada, ada.id, first!.split('/').at(-1)!)).rejects.toThrow('no such picture');
    expect((await town.users.avatarOf(ada, ada.id, second!.split('/').at(-1)!)).type).toBe('image/png');
  });

  it('can be removed, twice', async () => {
    const { avatar } = await town.users.setAvatar(ada, await png(20));

    await town.users.removeAvatar(ada);
    await town.users.removeAvatar(ada);

    expect((await town.users.profileOf(ada)).avatar).toBeNull();
    await expect(town.users.avatarOf(ada, ada.id, avatar!.split('/').at(-1)!)).rejects.toThrow('no such picture');
  });

  it('stays when another one is refused', async () => {
    const { avatar } = await town.users.setAvatar(ada, await png(20));

    await expect(town.users.setAvatar(ada, await png(90))).rejects.toMatchObject({
      code: 'invalid_input',
      more: { fields: { avatar: [expect.stringContaining('90 × 90 pixels')] } },
    });

    expect((await town.users.profileOf(ada)).avatar).toBe(avatar);
  });

  it.each(['\0', '../../etc/passwd', 'f'.repeat(63)])('is not found at %j', async (hash) => {
    await expect(town.users.avatarOf(ada, ada.id, hash)).rejects.toMatchObject({ code: 'not_found' });
  });
});
