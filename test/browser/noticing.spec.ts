import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { shows, textsOf, Visitors } from '../support/visitors.js';

describeIf('chromium', 'a page that missed something', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  let syncs = 0;
  let answered = 0;
  /** What comes from the server with one of these texts in it is lost. */
  const lost = new Set<string>();
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    page = await visitors.page(visitors.ada, '/home/');
    await page.clock.install();
    await page.routeWebSocket(/socket\.io/, (browser) => {
      const server = browser.connectToServer();
      browser.onMessage((message) => {
        if (String(message).includes('"sync"')) syncs++;
        server.send(message);
      });
      server.onMessage((message) => {
        if (/^43\d+\[\{"ok":true,"chats"/.test(String(message))) answered++;
        const isLost = String(message).startsWith('42') && [...lost].some((text) => String(message).includes(text));
        if (!isLost) browser.send(message);
      });
    });
    await page.goto(`/chat-web/${chat}`);
    await soon(() => answered === 1);
  });
  afterAll(() => visitors.close());

  it('notices with the next message', async () => {
    lost.add('lost one');
    await visitors.say(visitors.bob, chat, 'lost one', 'that came');
    await shows(page, 'that came');

    await shows(page, 'lost one');
    await soon(() => answered === 2);
    expect(await textsOf(page)).toEqual(['lost one', 'that came']);
  });

  it('notices within 30 s where nothing follows', async () => {
    lost.add('lost two');
    await visitors.say(visitors.bob, chat, 'lost two');
    const before = syncs;
    await page.clock.fastForward(1000);
    expect(await textsOf(page)).not.toContain('lost two');
    expect(syncs).toBe(before);

    for (let seconds = 0; seconds < 30; seconds += 10) await page.clock.fastForward(10_000);

    await shows(page, 'lost two');
    expect(await textsOf(page)).toEqual(['lost one', 'that came', 'lost two']);
  });

  it('asks when it was hidden for a minute, and not when it was hidden for a moment', async () => {
    const hide = (hidden: boolean) =>
      page.evaluate((isHidden) => {
        for (const [name, value] of [
          ['hidden', isHidden],
          ['visibilityState', isHidden ? 'hidden' : 'visible'],
        ] as const) {
          Object.defineProperty(document, name, { value, configurable: true });
        }
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    const before = syncs;
    await hide(true);
    await page.clock.fastForward(1000);
    await hide(false);
    expect(syncs).toBe(before);

    // The clock moves on while no timer runs, as in a tab that the browser has put to sleep.
    const now = await page.evaluate(() => Date.now());
    await hide(true);
    await page.clock.setSystemTime(now + 61_000);
    await hide(false);

    await soon(() => syncs === before + 1);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
