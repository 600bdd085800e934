import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type BareApp, bareApp } from '../support/bare-app.js';
import { openBrowser } from '../support/browser.js';
import { describeIf } from '../support/requires.js';

describeIf('chromium', 'a developer who opens the API reference', () => {
  let server: BareApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([bareApp(), openBrowser()]);
    page = await browser.newPage();
    // It draws over a hundred routes, one after the other.
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${server.url}/docs/`);
    await page.locator('.opblock').nth(20).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('sees the routes and the sockets, from this server alone and within its policy', async () => {
    expect(await page.locator('.opblock').count()).toBeGreaterThan(20);
    expect(await page.locator('.information-container').innerText()).toContain('ws/chat/<chat_id>/');
    expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('can try a request out and sees the answer', async () => {
    const live = page.locator('.opblock', { hasText: '/health/live' });
    await live.locator('.opblock-summary-control').click();
    await live.getByRole('button', { name: 'Try it out' }).click();
    await live.getByRole('button', { name: 'Execute' }).click();

    await expect(live.locator('.live-responses-table .microlight').first().innerText()).resolves.toContain('live');
    expect(complaints).toEqual([]);
  });
});
