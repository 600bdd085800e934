import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type BareApp, bareApp } from '../support/bare-app.js';
import { openBrowser } from '../support/browser.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

describeIf('chromium', 'a developer who opens the API reference', () => {
  let server: BareApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([bareApp(), openBrowser()]);
    page = await browser.newPage();
    page.setDefaultTimeout(45_000);
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${server.url}/docs/`);
    await page.waitForSelector('.opblock');
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const blocks = () => page.locator('.opblock-summary-path').allTextContents();
  /** Swagger UI keeps only what is in view of a long reference. */
  const scrollUntil = async (isSo: () => boolean | Promise<boolean>) => {
    await page.evaluate('scrollTo(0, 0)');
    await soon(async () => {
      if (await isSo()) return true;
      await page.mouse.wheel(0, 300);
      return false;
    }, 90_000);
  };

  it('sees the routes and the sockets, from this server alone and within its policy', async () => {
    const seen = new Set<string>();
    await scrollUntil(async () => {
      for (const path of await blocks()) seen.add(path);
      return seen.size > 20;
    });
    expect(await page.locator('.information-container').innerText()).toContain('ws/chat/<chat_id>/');
    expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('can try a request out and sees the answer', async () => {
    const live = page.locator('.opblock', { hasText: '/health/live' });
    await scrollUntil(async () => (await live.count()) > 0);
    await live.locator('.opblock-summary-control').click();
    await live.getByRole('button', { name: 'Try it out' }).click();
    await live.getByRole('button', { name: 'Execute' }).click();

    await expect(live.locator('.live-responses-table .microlight').first().innerText()).resolves.toContain('live');
    expect(complaints).toEqual([]);
  });
});
