import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { groupOf } from '../support/groups-of.js';
import { PASSWORD } from '../support/people.js';
import { boxOf } from '../support/pixels.js';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { shows, Visitors } from '../support/visitors.js';

describeIf('chromium', 'what people are used to from other chats', () => {
  let visitors: Visitors;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    await visitors.say(visitors.bob, chat, 'Hello Ada');
  });
  afterAll(async () => {
    await visitors.close();
    expect(visitors.problems).toEqual([]);
  });

  const pathOf = (page: Page) => new URL(page.url()).pathname;
  /** How many forms a page sends from now on. */
  const sentBy = (page: Page): (() => number) => {
    let sent = 0;
    page.on('request', (request) => void (sent += request.method() === 'POST' ? 1 : 0));
    return () => sent;
  };

  it('an address leads to its conversation through signing in, and back and forward lead between pages', async () => {
    const page = await visitors.page(null, `/chat-web/${chat}`);
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await shows(page, 'Hello Ada');
    expect(pathOf(page)).toBe(`/chat-web/${chat}`);

    await page.getByRole('link', { name: 'Settings', exact: true }).first().click();
    await page.waitForURL('**/settings/');
    await page.goBack();
    await shows(page, 'Hello Ada');
    await page.goForward();
    await page.getByRole('heading', { name: 'Settings' }).first().waitFor();
    expect(pathOf(page)).toBe('/settings/');
    await page.context().close();
  });

  it('what a form asks for is checked before anything is sent, by the rules of the server', async () => {
    const page = await visitors.page(null, '/user/login/');
    const sent = sentBy(page);
    const isRefused = (label: string) =>
      page.getByLabel(label, { exact: true }).evaluate((field: HTMLInputElement) => !field.validity.valid);

    await page.getByRole('button', { name: 'Sign in' }).click();
    expect([await isRefused('Username'), await isRefused('Password')]).toEqual([true, true]);

    await page.goto('/user/register/');
    await page.getByLabel('Username', { exact: true }).pressSequentially('ab');
    await page.getByLabel('Password', { exact: true }).pressSequentially('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    expect([await isRefused('Username'), await isRefused('Password')]).toEqual([true, true]);
    expect([sent(), pathOf(page)]).toEqual([0, '/user/register/']);

    await page.getByLabel('Username', { exact: true }).fill('abc');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/home/');
    await page.context().close();
  });

  it('a theme is changed as it is chosen, stays on the next page, and follows the system where that is wanted', async () => {
    const page = await visitors.page(visitors.bob, '/settings/', { colorScheme: 'light' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const choose = async (name: string) => {
      const kept = page.waitForResponse((answer) => answer.url().endsWith('/settings/theme'));
      await page.getByRole('radio', { name }).check({ force: true });
      await kept;
    };
    const light = await ground();

    await choose('Dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.goto('/home/');
    expect(await ground()).toBe(dark);
    await page.goto('/settings/');
    await choose('System');
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe(dark);
    await page.context().close();
  });

  it('the three figures of home change as things happen', async () => {
    const page = await visitors.page(visitors.eve, '/home/');
    const becomes = (...figures: number[]) =>
      page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll('.figure dd')].map(({ textContent }) => textContent).join() === wanted,
        figures.join(),
      );
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await becomes(0, 0, 0);

    const withBob = await visitors.chatOf(visitors.bob, visitors.eve);
    await visitors.say(visitors.bob, withBob, 'One', 'Two');
    await becomes(1, 0, 2);
    await visitors.say(visitors.eve, withBob, 'Three');
    await becomes(1, 1, 2);
    await visitors.eve.phone.post(`/chat/${withBob}/read/`, {});
    await becomes(1, 1, 0);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    await page.context().close();
  });

  it('who is in a room stands in a list, each with whether they are here, as it changes', async () => {
    const group = await groupOf(visitors.ada, 'Harbour', visitors.bob, visitors.eve);
    const page = await visitors.page(visitors.ada, `/chat-web/${group}?details=members`);
    const bob = page.locator('.member', { hasText: 'bob' });
    await bob.waitFor();
    expect(await page.locator('.member').count()).toBe(3);
    await bob.locator('.avatar:not([data-online])').waitFor();

    const phone = await RawClient.connect(visitors.app, group, { token: visitors.bob.phone.access });
    await bob.locator('.avatar[data-online]').waitFor();
    await bob.getByText('Online', { exact: true }).waitFor();
    await page.locator('.member', { hasText: 'eve' }).locator('.avatar:not([data-online])').waitFor();
    await phone.hangUp();
    await bob.locator('.avatar:not([data-online])').waitFor();
    await page.context().close();
  });

  it('the button for a new conversation is reached by the keyboard, and finds a person to begin one with', async () => {
    const page = await visitors.page(visitors.ada, '/home/');
    const isThere = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'New conversation');
    for (let stop = 0; stop < 40 && !(await isThere()); stop++) await page.keyboard.press('Tab');
    expect(await isThere()).toBe(true);

    await page.keyboard.press('Enter');
    await page.keyboard.type('eve');
    await page.getByRole('option', { name: /eve.*new conversation/s }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/chat-web/*');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('eve');
    await page.context().close();
  });

  it('a telephone shows one pane at a time, a wide screen both', async () => {
    const page = await visitors.page(visitors.ada, `/chat-web/${chat}`, { viewport: { width: 360, height: 740 } });
    const panes = async () => [await page.locator('.sidebar').isVisible(), await page.locator('.log').isVisible()];

    expect(await panes()).toEqual([false, true]);
    expect((await boxOf(page.locator('.log'))).width).toBe(360);
    await page.locator('.pane-head__back').click();
    await page.waitForURL('**/home/');
    expect(await panes()).toEqual([true, false]);
    expect((await boxOf(page.locator('.sidebar'))).width).toBe(360);
    await page.locator('.sidebar .chat-row', { hasText: 'bob' }).click();
    await shows(page, 'Hello Ada');
    expect(await panes()).toEqual([false, true]);

    await page.setViewportSize({ width: 1440, height: 900 });
    expect(await panes()).toEqual([true, true]);
    const [side, log] = [await boxOf(page.locator('.sidebar')), await boxOf(page.locator('.log'))];
    expect(side.x + side.width).toBeLessThanOrEqual(log.x);
    await page.context().close();
  });

  it.each([
    ['UTC', ['23:30', '00:30'], ['Friday, 4 July', 'Saturday, 5 July']],
    ['Pacific/Auckland', ['11:30', '12:30'], ['Saturday, 5 July']],
    ['America/Los_Angeles', ['16:30', '17:30'], ['Friday, 4 July']],
  ])('days and times are those of whoever reads (%s)', async (timezoneId, times, days) => {
    const group = await groupOf(visitors.ada, `In ${timezoneId.replace('/', ' in ').replace('_', ' ')}`, visitors.bob);
    await visitors.say(visitors.bob, group, 'Before midnight', 'After midnight');
    await visitors.app.database.query(
      `UPDATE messages SET time = '2025-07-04T22:30Z'::timestamptz + (seq - 1) * interval '1 hour' WHERE chat_id = $1`,
      [group],
    );
    const page = await visitors.page(visitors.ada, `/chat-web/${group}`, { timezoneId });
    await shows(page, 'After midnight');

    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.log .message .bubble__meta time')].map((time) => time.textContent).join() ===
        wanted,
      times.join(),
    );
    // The group was made an hour before, which is the same day everywhere here.
    const said = await page.locator('.log .day').allTextContents();
    expect(said.map((day) => day.trim().replace(/ 2025$/, ''))).toEqual(days);
    await page.context().close();
  });
});
