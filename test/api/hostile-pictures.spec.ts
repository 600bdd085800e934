import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type OpenApp, openApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { groupOf } from '../support/groups.js';
import { CLEANED_SVGS, HOSTILE_SVGS, WRONG_SIZES } from '../support/hostile-svgs.js';
import { person, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

const DOORS = [
  'the picture of a person',
  'the icon of a group',
  'the icon of a server',
  'the banner of a server',
] as const;
type Door = (typeof DOORS)[number];

const BANNER = 'the banner of a server';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"></path></svg>';
const TABLES = { avatars: 'user_id', group_icons: 'chat_id', server_banners: 'chat_id' };

let app: OpenApp;
let ada: TestPerson;
let paths: Record<Door, string>;
beforeAll(async () => {
  app = await openApp();
  ada = await person(app, 'ada');
  const [group, server] = [await groupOf(ada, []), (await serverOf(ada)).id];
  paths = {
    'the picture of a person': '/user/me/avatar/',
    'the icon of a group': `/group/${group}/icon/`,
    'the icon of a server': `/server/${server}/icon/`,
    'the banner of a server': `/server/${server}/banner/`,
  };
});
afterAll(() => app.close());

const put = (door: Door, raw: string | Buffer, type = 'image/svg+xml'): Promise<Answer> =>
  ada.phone.send(paths[door], { method: 'PUT', raw: raw as string, headers: { 'content-type': type } });
const fieldOf = (door: Door): string => /(\w+)\/$/.exec(paths[door])![1]!;
const stored = async (): Promise<number> => {
  const counts = Object.keys(TABLES).map((table) => `(SELECT count(*) FROM ${table})`);
  return (await app.database.query(`SELECT (${counts.join(' + ')})::int AS n`))[0].n;
};

describe.each(DOORS)('%s', (door) => {
  it('is none of the hostile pictures: each is refused with its rule, and nothing is stored', async () => {
    const before = await stored();

    for (const [what, file, says] of HOSTILE_SVGS) {
      const { status, body } = await put(door, file);
      expect([what, status, body.fields?.[fieldOf(door)]?.[0]]).toEqual([what, 400, expect.stringMatching(says)]);
    }
    // A banner may be larger than some of these sizes are.
    if (door !== BANNER)
      for (const file of WRONG_SIZES) expect([file, (await put(door, file)).status]).toEqual([file, 400]);

    expect(await stored()).toBe(before);
  });

  it('is drawn anew without what is dropped, and served so that nothing could run, for a year, under its content', async () => {
    for (const [, file, gone] of CLEANED_SVGS) {
      const { status, body } = await put(door, file);
      expect([status, (await ada.phone.get(body[fieldOf(door)])).text]).toEqual([200, expect.not.stringMatching(gone)]);
    }
    const address: string = (await put(door, SVG)).body[fieldOf(door)];
    const { headers, text } = await ada.phone.get(address);

    expect(text).toBe(SVG);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': expect.stringMatching(/^image\/svg\+xml/),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="icon.svg"',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${address.split('/').at(-1)}"`,
    });
  });

  it.each(['png', 'jpeg', 'gif', 'webp'] as const)(
    'has a %s encoded again, without what was behind the pixels',
    async (format) => {
      const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } });
      const raw = await picture
        .toFormat(format)
        .withExif({ IFD0: { Copyright: 'canary' } })
        .toBuffer();

      const { body } = await put(door, Buffer.concat([raw, Buffer.from('<script>canary</script>')]), 'image/png');

      const { headers, text } = await ada.phone.get(body[fieldOf(door)]);
      expect([headers.get('content-type'), text.includes('canary')]).toEqual([
        `image/${format === 'gif' ? 'png' : format}`,
        false,
      ]);
    },
  );

  it('replaces the one before, of which nothing is left, and leaves nothing when it is removed', async () => {
    const before = await stored();
    const first = (await put(door, SVG)).body[fieldOf(door)];
    const second = (await put(door, SVG.replace('width="9"', 'width="8"'))).body[fieldOf(door)];

    expect([(await ada.phone.get(first)).status, (await ada.phone.get(second)).status]).toEqual([404, 200]);
    expect(await stored()).toBe(before);
    expect((await ada.phone.delete(paths[door])).status).toBe(204);
    expect((await ada.phone.get(second)).status).toBe(404);
    expect(await stored()).toBe(before - 1);
  });
});

it('no picture can be without its owner: the database deletes it with them', async () => {
  for (const door of DOORS) await put(door, SVG);
  expect(await stored()).toBe(4);
  for (const [table, owner] of Object.entries(TABLES))
    await expect(
      app.database.query(
        `INSERT INTO ${table} (${owner}, hash, type, bytes) VALUES (2000000000, 'x', 'image/png', '')`,
      ),
    ).rejects.toThrow(/foreign key/);

  await ada.phone.delete(/^(.*\/)icon\/$/.exec(paths['the icon of a server'])![1]!);
  await ada.phone.delete(/^(.*\/)icon\/$/.exec(paths['the icon of a group'])![1]!);

  expect(await stored()).toBe(1);
  await app.database.query('DELETE FROM users WHERE id = $1', [ada.id]);
  expect(await stored()).toBe(0);
});
