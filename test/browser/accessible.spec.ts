import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { shows, Visitors } from '../support/visitors.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [320, 719, 820, 1100];

type Finding = { id: string; nodes: { html: string }[] };

describeIf('chromium', 'everybody can use', () => {
  let visitors: Visitors;
  let signedIn: Page;
  let signedOut: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    const { ada, bob, eve } = visitors;
    chat = await visitors.chatOf(ada, bob);
    await visitors.say(bob, chat, 'Hello Ada', 'https://a.example/a-long-address', '🌊', `${'long'.repeat(900)}`);
    await visitors.say(ada, chat, 'Hello Bob');
    await visitors.say(bob, await visitors.chatOf(bob, eve), 'x');
    await visitors.say(eve, await visitors.chatOf(eve, ada), 'وصلت الصور، شكراً جزيلاً!');
    signedIn = await visitors.page(ada, '/home/');
    signedOut = await visitors.page(null, '/user/login/');
  });
  afterAll(() => visitors.close());

  const pages: [string, string][] = [
    ['home', '/home/'],
    ['a search', '/home/?q=bob'],
    ['a search in vain', '/home/?q=nobodyatall'],
    ['a conversation', 'chat'],
    ['the settings', '/settings/'],
    ['a page that is not here', '/nowhere'],
    ['a conversation that is not theirs', '/chat-web/999999'],
    ['signing in', '/user/login/'],
    ['making an account', '/user/register/'],
  ];

  const open = async (path: string): Promise<Page> => {
    const page = path.startsWith('/user/') ? signedOut : signedIn;
    await page.goto(path === 'chat' ? `/chat-web/${chat}` : path);
    return page;
  };

  async function findings(page: Page): Promise<string[]> {
    // Evaluated by the debugger, so that the content policy of the page stands as it is.
    await page.evaluate(AXE);
    const found = await page.evaluate(async (rules) => {
      const { axe } = window as unknown as { axe: { run: (...args: unknown[]) => Promise<{ violations: Finding[] }> } };
      return (await axe.run(document, { runOnly: rules })).violations;
    }, RULES);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
  }

  it.each(pages)('%s, in both themes', async (_, path) => {
    const page = await open(path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findings(page)).toEqual([]);
    }
  });

  it('what opens over a page: search, keys, a failed message', async () => {
    const page = await open('chat');
    await shows(page, 'Hello Bob');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.type('nobodyatall');
    await page.getByText('Nobody called').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await visitors.bob.phone.post(`/user/${visitors.ada.id}/block/`);
    await page.getByLabel('Message', { exact: true }).fill('Not for you');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await visitors.bob.phone.delete(`/user/${visitors.ada.id}/block/`);
  });

  it.each(pages)('%s without scrolling sideways, on any screen', async (_, path) => {
    const page = await open(path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 700 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([width, wide]).toEqual([width, 0]);
    }
    await page.setViewportSize({ width: 1200, height: 700 });
  });

  it('a page that moves nothing after it was painted', async () => {
    const page = await open('chat');
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          }).observe({ type: 'layout-shift' as never, buffered: true });
          setTimeout(() => done(sum), 500);
        }),
    );

    expect(shift).toBeLessThan(0.01);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
