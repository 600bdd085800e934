import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Actor } from '../../src/access/actor.js';
import { openApp } from '../support/app.js';
import { Doors } from '../support/doors.js';
import { people } from '../support/people.js';

let doors: Doors;
let ada: Actor;
let bob: Actor;
beforeAll(async () => {
  doors = await Doors.open();
});
beforeEach(async () => {
  await doors.town.clear();
  [ada, bob] = [await doors.town.settle('ada'), await doors.town.settle('bob')];
});
afterAll(() => doors.close());

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9" class="x"/></svg>';
const png = (side = 64) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#5b5bd6' } })
    .png()
    .toBuffer();

const put = (body: Buffer | string, type?: string) =>
  doors.call(ada, 'PUT', '/user/me/avatar/', {
    body: typeof body === 'string' ? Buffer.from(body) : (body as never),
    headers: type === undefined ? {} : { 'content-type': type },
  });
const addressOf = async (response: Response): Promise<string> => {
  expect(response.status).toBe(200);
  return ((await response.json()) as { avatar: string }).avatar;
};
const sentenceOf = async (response: Response): Promise<string> => {
  const body = (await response.json()) as { code: string; detail: string; fields: { avatar: string[] } };
  expect(response.status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_input', fields: { avatar: [body.detail] } });
  return body.detail;
};

describe('the own picture', () => {
  it('is put as bytes and found by others at the address that the answer names', async () => {
    const address = await addressOf(await put(await png(), 'image/png'));

    expect(address).toMatch(new RegExp(`^/user/${ada.id}/avatar/[0-9a-f]{64}$`));
    expect((await (await doors.call(ada, 'GET', '/user/me/')).json()) as object).toMatchObject({ avatar: address });
    const seen = await doors.call(bob, 'GET', address);
    expect(seen.status).toBe(200);
    expect(await sharp(Buffer.from(await seen.arrayBuffer())).metadata()).toMatchObject({ format: 'png', width: 64 });
  });

  it('is served so that nothing in it can run', async () => {
    const response = await doors.call(bob, 'GET', await addressOf(await put(SVG, 'image/svg+xml')));

    expect(await response.text()).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9"></rect></svg>',
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': expect.stringMatching(/^image\/svg\+xml/),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="icon.svg"',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  it('is not sent again to whoever has it', async () => {
    const address = await addressOf(await put(SVG));
    const etag = (await doors.call(bob, 'GET', address)).headers.get('etag')!;

    const again = await doors.call(bob, 'GET', address, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });

    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('has the type of its content, whatever the sender says', async () => {
    const address = await addressOf(await put(await png(), 'image/jpeg'));

    expect((await doors.call(bob, 'GET', address)).headers.get('content-type')).toBe('image/png');
    expect(await sentenceOf(await put(await png(), 'image/svg+xml'))).toBe(
      'This file is called an SVG, and is a PNG. Give it its own ending, or choose the SVG.',
    );
  });

  it('is gone once it is removed', async () => {
    const address = await addressOf(await put(SVG, 'image/svg+xml'));

    expect((await doors.call(ada, 'DELETE', '/user/me/avatar/')).status).toBe(204);

    expect((await doors.call(ada, 'GET', address)).status).toBe(404);
  });

  it('is hidden from people whom its owner blocks, like one that does not exist', async () => {
    const address = await addressOf(await put(SVG));
    await doors.town.blocks.block(ada, bob.id);

    const hidden = await doors.call(bob, 'GET', address);
    const missing = await doors.call(bob, 'GET', address.replace(/[0-9a-f]{64}$/, '0'.repeat(64)));

    expect([hidden.status, await hidden.text()]).toEqual([404, await missing.text()]);
    expect(hidden.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['%00', 'x', '..%2f..%2fetc%2fpasswd', 'F'.repeat(64)])('is not found at %s', async (hash) => {
    expect((await doors.call(ada, 'GET', `/user/${ada.id}/avatar/${hash}`)).status).toBe(404);
  });
});

describe('a browser that sends a picture', () => {
  it('must prove with its token that one of our pages does', async () => {
    const app = await openApp();
    const [eve] = await people(app, 'eve');
    const browser = await eve.browser();
    const sending = { method: 'PUT', raw: Buffer.from(SVG), headers: { 'content-type': 'image/svg+xml' } };

    const forged = await browser.send('/user/me/avatar/', {
      ...sending,
      headers: { ...sending.headers, 'x-csrf-token': '' },
    });
    expect(forged).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const meant = await browser.send('/user/me/avatar/', sending);
    expect(meant).toMatchObject({ status: 200, body: { avatar: expect.stringContaining(`/user/${eve.id}/avatar/`) } });
    expect((await browser.get(meant.body.avatar)).text).toContain('<rect width="9">');

    await app.close();
  });
});

describe('a picture that is refused hears the rule', () => {
  it('because it has too many pixels', async () => {
    expect(await sentenceOf(await put(await png(71), 'image/png'))).toMatch(/71 × 71 pixels: at most 70 × 70/);
  });

  it('because it has too many bytes, however many', async () => {
    for (const size of [16_385, 70_000, 1_000_000]) {
      expect(await sentenceOf(await put(Buffer.alloc(size, 60), 'image/png'))).toMatch(/at most 16 kB/);
    }
  });

  it('because there is none', async () => {
    expect(await sentenceOf(await put('', 'image/png'))).toMatch(/no picture/);
    expect(await sentenceOf(await doors.call(ada, 'PUT', '/user/me/avatar/'))).toMatch(/no picture/);
  });

  it.each([
    'text/html',
    'multipart/form-data; boundary=x',
    'application/json',
    'application/x-www-form-urlencoded',
    'images/png',
  ])('because it comes as %s', async (type) => {
    expect(await sentenceOf(await put(type.includes('json') ? '{}' : SVG, type))).toMatch(
      /Content-Type such as image\/png/,
    );
  });

  it('because it would run', async () => {
    expect(await sentenceOf(await put(SVG.replace('<rect', '<rect onclick="x()"'), 'image/svg+xml'))).toMatch(
      /event handler onclick/,
    );
  });

  it('or, when the sender never stops, is cut off while others are served', async () => {
    const { port, hostname } = new URL(doors.url);
    const flood = connect(Number(port), hostname);
    const cut = new Promise((resolve) => flood.once('close', resolve).once('error', () => undefined));
    flood.write(
      `PUT /user/me/avatar/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${await doors.bearerOf(ada)}\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const timer = setInterval(() => flood.writable && flood.write(chunk), 1);

    await cut;

    clearInterval(timer);
    expect(flood.bytesWritten).toBeLessThan(8_000_000);
    expect((await doors.call(bob, 'GET', '/user/me/')).status).toBe(200);
  });
});
