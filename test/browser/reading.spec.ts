import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { shows, textsOf, topOf, Visitors } from '../support/visitors.js';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `no. ${from + index}`);

describeIf('chromium', 'reading a long conversation', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    await visitors.say(visitors.bob, chat, ...numbered(1, 120));
    await visitors.ada.phone.post(`/chat/${chat}/read/`, { up_to: 60 });
    page = await visitors.page(visitors.ada, `/chat-web/${chat}`);
  });
  afterAll(() => visitors.close());

  const unread = async () => (await visitors.ada.phone.get('/stats/')).body.unread as number;
  const unreadIs = async (fits: (count: number) => boolean) => {
    await soon(async () => fits(await unread()));
    return unread();
  };
  const isAtEnd = () => page.waitForFunction(() => document.querySelector('.log')!.scrollTop >= -1);
  const scroll = (by: number) =>
    page.locator('.log').evaluate((log, pixels) => log.scrollBy({ top: pixels, behavior: 'instant' }), by);

  it('begins at the first unread message, under a line', async () => {
    const line = await page.locator('.new-line').boundingBox();

    expect(line!.y).toBeGreaterThan(64);
    expect(line!.y).toBeLessThan(300);
    expect(
      await page.locator('.new-line + [data-seq] [data-part=words], .new-line + .day + [data-seq]').textContent(),
    ).toBe('no. 61');
  });

  it('marks as read what was in view, and no more', async () => {
    const left = await unreadIs((count) => count < 60);

    expect(left).toBeLessThan(60);
    expect(left).toBeGreaterThan(20);
  });

  it('older messages come in above without moving what is being read', async () => {
    await shows(page, 'no. 53');
    const { top, seq } = await page.locator('.log').evaluate((log) => {
      log.scrollTo({ top: -log.scrollHeight, behavior: 'instant' });
      const edge = log.getBoundingClientRect().top;
      const first = [...log.querySelectorAll<HTMLElement>('[data-seq]')].find(
        (entry) => entry.getBoundingClientRect().top > edge,
      )!;
      return { top: first.getBoundingClientRect().top, seq: first.dataset.seq };
    });

    await page.locator('#m1').waitFor({ state: 'attached' });

    const after = await page.locator(`#m${seq}`).evaluate((entry) => entry.getBoundingClientRect().top);
    expect(Math.abs(after - top)).toBeLessThan(2);
    expect(await page.locator('[data-log-target=older]').isHidden()).toBe(true);
  });

  it('new ones move nothing either, but are counted at a button that leads to them', async () => {
    await page.locator('.jump').click();
    await shows(page, 'no. 120');
    await isAtEnd();
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.jump')!.hidden);
    await scroll(-600);
    const before = await topOf(page, 'no. 105');

    await visitors.say(visitors.bob, chat, 'fresh one', 'fresh two');
    await page.getByRole('button', { name: '2 new messages, go to the newest' }).waitFor();

    expect(Math.abs((await topOf(page, 'no. 105')) - before)).toBeLessThan(2);
    await page.getByRole('button', { name: '2 new messages, go to the newest' }).click();
    await isAtEnd();
    await page.locator('.jump').waitFor({ state: 'hidden' });
  });

  it('at the end the log follows what comes', async () => {
    await visitors.say(visitors.bob, chat, 'and one more\nof\nthree lines');

    await page.locator('.log').getByText('and one more').waitFor();
    await isAtEnd();
    expect(await unreadIs((left) => left === 0)).toBe(0);
  });

  it('each message is there once, in order', async () => {
    const entries = page.locator('.log [data-seq]');
    const seqs = await entries.evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset.seq)));

    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => seqs[0]! + index));
    expect(seqs.at(-1)).toBe(123);
  });

  it('a late message stands where its number puts it, once', async () => {
    const late = await visitors.page(visitors.ada, '/home/');
    await late.routeWebSocket(/socket\.io/, (browser) => {
      const server = browser.connectToServer();
      let held: string | Buffer | undefined;
      server.onMessage((message) => {
        if (!held && String(message).includes('held back')) return void (held = message);
        browser.send(message);
        if (held && String(message).includes('goes first')) browser.send(held);
      });
    });
    await late.goto(`/chat-web/${chat}`);
    await visitors.say(visitors.bob, chat, 'connected');
    await shows(late, 'connected');

    await visitors.say(visitors.bob, chat, 'held back', 'goes first');
    await Promise.all([shows(late, 'held back'), shows(late, 'goes first')]);

    expect((await textsOf(late)).slice(-2)).toEqual(['held back', 'goes first']);
    await late.context().close();
  });

  it('messages of one person within five minutes stand together, days apart', async () => {
    await visitors.app.database.query(
      `UPDATE messages SET time = time - interval '1 day' WHERE chat_id = $1 AND seq <= 110`,
      [chat],
    );
    // No line before new ones is left to begin a group.
    await unreadIs((left) => left === 0);
    await page.reload();
    await shows(page, 'no. 120');

    expect(await page.locator('.day').allTextContents()).toEqual(['Yesterday', 'Today']);
    const groups = await page.locator('.message--first').count();
    expect(groups).toBe(2);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
