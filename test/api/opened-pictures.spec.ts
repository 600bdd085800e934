import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Actor } from '../../src/access/actor.js';
import { openBrowser } from '../support/browser.js';
import { Doors } from '../support/doors.js';
import { describeIf } from '../support/requires.js';

/** What would happen if a hostile picture were stored after all. */
const HOSTILE = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" onload="alert('handler')">
  <script>alert('script'); fetch('/user/me/')</script><image href="/stolen.png" width="9" height="9"/></svg>`;

describeIf('chromium', 'a hostile picture that is opened by itself', () => {
  let doors: Doors;
  let careless: Server;
  let browser: Browser;
  let ada: Actor;
  beforeAll(async () => {
    [doors, browser] = await Promise.all([Doors.open(), openBrowser()]);
    ada = await doors.town.settle('ada');
    careless = createServer((_, response) => response.setHeader('content-type', 'image/svg+xml').end(HOSTILE));
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await browser.close();
    careless.close();
    await doors.close();
  });

  const opened = async (address: string) => {
    const page = await browser.newPage({ extraHTTPHeaders: { authorization: await doors.bearerOf(ada) } });
    const [said, asked]: [string[], string[]] = [[], []];
    page.on('dialog', (dialog) => void (said.push(dialog.message()), dialog.dismiss()));
    // What the policy stops is seen as a request too, but nothing answers it.
    page.on('response', (answer) => answer.url() !== address && asked.push(new URL(answer.url()).pathname));
    const response = await page.goto(address);
    await page.waitForLoadState('networkidle');
    await page.close();
    return { status: response?.status(), said, asked };
  };

  it('runs nothing and fetches nothing', async () => {
    const hash = '0'.repeat(64);
    await doors.town.database.query('INSERT INTO avatars VALUES ($1, $2, $3, $4)', [
      ada.id,
      hash,
      'image/svg+xml',
      Buffer.from(HOSTILE),
    ]);

    expect(await opened(`${doors.url}/user/${ada.id}/avatar/${hash}`)).toEqual({ status: 200, said: [], asked: [] });
  });

  it('would have run where it is served like any file', async () => {
    const { port } = careless.address() as AddressInfo;

    const { said, asked } = await opened(`http://127.0.0.1:${port}/`);

    expect(said.toSorted()).toEqual(['handler', 'script']);
    expect(asked).toEqual(expect.arrayContaining(['/user/me/', '/stolen.png']));
  });
});
