import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { isState, shows, textsOf, Visitors } from '../support/visitors.js';

describeIf('chromium', 'the keyboard', () => {
  let visitors: Visitors;
  let page: Page;
  let withBob: number;
  let withEve: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    withBob = await visitors.chatOf(visitors.ada, visitors.bob);
    withEve = await visitors.chatOf(visitors.ada, visitors.eve);
    await visitors.say(visitors.eve, withEve, 'older');
    await visitors.say(visitors.bob, withBob, 'newer');
    page = await visitors.page(visitors.ada, `/chat-web/${withBob}`);
  });
  afterAll(() => visitors.close());

  const field = () => page.getByLabel('Message', { exact: true });

  it('Enter sends, Shift+Enter begins a new line', async () => {
    await field().pressSequentially('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');

    await isState(page, 'one', 'sent');
    expect((await textsOf(page)).at(-1)).toBe('one\ntwo');
    expect(await field().inputValue()).toBe('');
  });

  it('Enter that chooses a word of an input method does not send', async () => {
    await field().fill('に');
    await field().evaluate((element) => {
      const enter = { key: 'Enter', bubbles: true, cancelable: true, isComposing: true };
      element.dispatchEvent(new KeyboardEvent('keydown', enter));
    });

    expect(await field().inputValue()).toBe('に');
    await field().fill('');
  });

  it('on a phone Enter breaks the line and the button sends', async () => {
    const phone = await visitors.page(visitors.bob, `/chat-web/${withBob}`, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 740 },
    });
    const text = phone.getByLabel('Message', { exact: true });
    await text.tap();
    await text.pressSequentially('first');
    await phone.keyboard.press('Enter');
    await phone.keyboard.type('second');
    expect(await text.inputValue()).toBe('first\nsecond');

    await phone.getByRole('button', { name: 'Send', exact: true }).tap();

    await shows(phone, 'first\nsecond');
    await phone.context().close();
  });

  it('Alt with the arrows goes from chat to chat', async () => {
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForURL(`**/chat-web/${withEve}`);
    await shows(page, 'older');

    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForURL(`**/chat-web/${withBob}`);
  });

  it('Ctrl+K finds a chat, and a person to begin one with', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /eve/ }).waitFor();
    await page.keyboard.type('eve');
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/chat-web/${withEve}`);

    const [stranger] = [await visitors.page(visitors.bob, '/home/')];
    await stranger.keyboard.press('Control+k');
    await stranger.keyboard.type('eve');
    await stranger.getByRole('option', { name: /eve.*new conversation/s }).waitFor();
    await stranger.keyboard.press('Enter');
    await stranger.waitForURL('**/chat-web/*');
    expect(await stranger.getByRole('heading', { level: 1 }).textContent()).toBe('eve');
    await stranger.context().close();
  });

  it('says where it looked when nobody has that name, and Esc closes it', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('nobodyatall');
    await page.getByText('Nobody called “nobodyatall” here').waitFor();

    await page.keyboard.press('Escape');

    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  });

  it('? lists the keys, except while one writes', async () => {
    await field().pressSequentially('?');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await field().fill('');

    await page.locator('.log').focus();
    await page.keyboard.press('?');

    await page.getByRole('heading', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('every stop of the Tab key can be seen', async () => {
    await page.goto('/settings/');
    const unseen: string[] = [];
    for (let stop = 0; stop < 30; stop++) {
      await page.keyboard.press('Tab');
      const bare = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return element !== document.body && (outlineStyle === 'none' || outlineWidth === '0px')
          ? element.outerHTML
          : '';
      });
      if (bare) unseen.push(bare);
    }

    expect(unseen).toEqual([]);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
