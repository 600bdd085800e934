import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type OpenApp, openApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { person, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
let server: number;
beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = [await person(app, 'ada'), await person(app, 'bob'), await person(app, 'eve')];
});
beforeEach(async () => {
  await deleteChats(app.database);
  server = (await serverOf(ada!, [bob!])).id;
});
afterAll(() => app.close());

type Which = 'icon' | 'banner';
const svg = (width: number, height: number, inner = '<path d="M0 0h9v9z"/>') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inner}</svg>`;
const png = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
const put = (who: TestPerson, which: Which, raw: string | Buffer, type = 'image/svg+xml'): Promise<Answer> =>
  who.phone.send(`/server/${server}/${which}/`, {
    method: 'PUT',
    raw: raw as string,
    headers: { 'content-type': type },
  });

describe.each<[Which, number, number]>([
  ['icon', 70, 70],
  ['banner', 960, 320],
])('the %s of a server', (which, width, height) => {
  it('is drawn anew, served for a year under its content, and never run', async () => {
    const { status, body } = await put(ada!, which, svg(width, height, '<path d="M0 0h9v9z" data-note="x"/>'));

    expect([status, body[which]]).toEqual([200, expect.stringMatching(`^/server/${server}/${which}/[0-9a-f]{64}$`)]);
    expect((await bob!.phone.get(`/server/${server}/`)).body[which]).toBe(body[which]);
    const shown = await bob!.phone.get(body[which]);
    expect([shown.status, shown.text]).toEqual([200, svg(width, height, '<path d="M0 0h9v9z"></path>')]);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${body[which].split('/').at(-1)}"`,
    });
    const again = await bob!.phone.send(body[which], {
      headers: { 'if-none-match': shown.headers.get('etag')!, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    const moved = await bob!.phone.get(`/server/${server}/${which}/`);
    expect([moved.status, moved.headers.get('location')]).toEqual([302, body[which]]);
  });

  it.each(['png', 'jpeg', 'webp', 'gif'] as const)(
    'may be a %s, whatever it is said to be but an SVG',
    async (format) => {
      const raw = await sharp(await png(width, height))
        .toFormat(format)
        .toBuffer();

      const renamed = await put(ada!, which, raw, 'image/svg+xml');
      const { body } = await put(ada!, which, raw, 'image/png');

      expect([renamed.status, renamed.body.fields[which]]).toEqual([
        400,
        [`This file is called an SVG, and is a ${format.toUpperCase()}. Give it its own ending, or choose the SVG.`],
      ]);
      const shown = await bob!.phone.get(body[which]);
      expect(shown.headers.get('content-type')).toBe(`image/${format === 'gif' ? 'png' : format}`);
    },
  );

  it('replaces the one before, which is gone, and is gone when it is removed', async () => {
    const first = (await put(ada!, which, svg(9, 9))).body[which];
    const second = (await put(ada!, which, svg(8, 8))).body[which];

    expect([(await bob!.phone.get(first)).status, (await bob!.phone.get(second)).status]).toEqual([404, 200]);
    expect((await ada!.phone.delete(`/server/${server}/${which}/`)).status).toBe(204);
    for (const path of [second, `/server/${server}/${which}/`]) expect((await bob!.phone.get(path)).status).toBe(404);
    expect((await bob!.phone.get(`/server/${server}/`)).body[which]).toBeNull();
    const table = which === 'icon' ? 'group_icons' : 'server_banners';
    expect(await app.database.query(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it('leaves nothing behind when its server ends', async () => {
    await put(ada!, which, svg(9, 9));

    await ada!.phone.delete(`/server/${server}/`);

    const table = which === 'icon' ? 'group_icons' : 'server_banners';
    expect(await app.database.query(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it('says which rule a picture breaks, and what would pass', async () => {
    const answers = await Promise.all([
      put(ada!, which, await png(width + 1, height), 'image/png'),
      put(ada!, which, svg(width, height + 1)),
      put(ada!, which, svg(9, 9, '<script>alert(1)</script>')),
      put(ada!, which, '<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      put(ada!, which, '<html><body>hello</body></html>'),
      put(ada!, which, 'MZ not a picture'),
      put(ada!, which, ''),
      put(ada!, which, Buffer.alloc(200_000, ' ')),
      put(ada!, which, svg(9, 9), 'text/html'),
    ]);

    const size = `${width} × ${height}`;
    expect(answers.map(({ status, body }) => [status, body.fields?.[which]?.[0]])).toEqual([
      [
        400,
        `The picture is ${width + 1} × ${height} pixels: at most ${size} are possible. Scale it down and try again.`,
      ],
      [
        400,
        `The picture is ${width} × ${height + 1} pixels: at most ${size} are possible. Scale it down and try again.`,
      ],
      [400, expect.stringContaining('<script>')],
      [400, expect.stringContaining('DOCTYPE')],
      [400, expect.stringContaining('must begin with <svg>')],
      [400, expect.stringContaining('PNG, JPEG, GIF, WebP and SVG are possible')],
      [400, expect.stringContaining('There is no picture')],
      [400, expect.stringContaining(which === 'icon' ? 'at most 16 kB' : 'at most 128 kB')],
      [400, expect.stringContaining('Content-Type')],
    ]);
  });

  it('is for admins to change, and for those to see who may see the server', async () => {
    const { body } = await put(ada!, which, svg(9, 9));

    expect((await put(bob!, which, svg(9, 9))).status).toBe(403);
    expect((await bob!.phone.delete(`/server/${server}/${which}/`)).status).toBe(403);
    expect((await put(eve!, which, svg(9, 9))).status).toBe(404);
    const none = await eve!.phone.get(`/server/2000000000/${which}/${'0f'.repeat(32)}`);
    expect((await eve!.phone.get(body[which])).text).toBe(none.text);
    await ada!.phone.patch(`/server/${server}/`, { visibility: 'public' });
    expect((await eve!.phone.get(body[which])).status).toBe(200);
    await ada!.phone.put(`/server/${server}/bans/${eve!.id}/`, {});
    expect((await eve!.phone.get(body[which])).text).toBe(none.text);
  });
});
