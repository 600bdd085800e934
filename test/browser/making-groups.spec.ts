import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { Visitors } from '../support/visitors.js';
import { findings } from './axe.js';

describeIf('chromium', 'making a group in a dialog', () => {
  let visitors: Visitors;
  let ada: Page;
  let dialog: Locator;
  beforeAll(async () => {
    visitors = await Visitors.open();
    ada = await visitors.page(visitors.ada, '/home/');
    dialog = ada.getByRole('dialog', { name: 'Make a group' });
  });
  afterAll(() => visitors.close());

  const parts = () =>
    ada.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => /\/assets\/.*\.js/.test(name)).length,
    );
  const link = () => ada.getByRole('main').getByRole('link', { name: /Make a group/ });

  it('opens over home with its script loaded only then, and keeps the focus inside', async () => {
    const before = await parts();
    await link().focus();
    await ada.keyboard.press('Enter');
    await dialog.waitFor();

    expect(await parts()).toBeGreaterThan(before);
    expect(new URL(ada.url()).pathname).toBe('/home/');
    expect(await dialog.getByLabel('Name', { exact: true }).evaluate((field) => field.matches(':focus'))).toBe(true);
    for (let press = 0; press < 8; press++) {
      await ada.keyboard.press('Tab');
      // From the last of its buttons on to the window of the browser itself, and back.
      expect(await ada.evaluate(() => document.activeElement!.matches('dialog, dialog *, body'))).toBe(true);
    }
  });

  it.each(['light', 'dark'] as const)('axe finds nothing in it, %s', async (colorScheme) => {
    await ada.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

    expect(await findings(ada)).toEqual([]);
  });

  it('closes by Esc, gives the focus back, and keeps what was typed', async () => {
    await dialog.getByLabel('Name', { exact: true }).fill('Harbour');
    await ada.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await link().evaluate((element) => element.matches(':focus'))).toBe(true);
    await ada.keyboard.press('Enter');
    await dialog.waitFor();

    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Harbour');
    await dialog.getByRole('link', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(new URL(ada.url()).pathname).toBe('/home/');
  });

  it('says at the field what is wrong, and whoever was chosen stays chosen', async () => {
    await link().click();
    await dialog.getByLabel('Name', { exact: true }).fill('  ');
    await dialog.getByLabel('Find people').fill('eve');
    await dialog.getByRole('checkbox', { name: /eve/ }).check();
    await dialog.getByRole('button', { name: 'Make the group' }).click();

    await dialog.locator('#group-name-error').waitFor();
    expect(await dialog.getByRole('checkbox', { name: /eve/ }).isChecked()).toBe(true);
    expect(await dialog.getByLabel('Name', { exact: true }).evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(new URL(ada.url()).pathname).toBe('/home/');
  });

  it('says so when the server is out of reach, and is sent again afterwards', async () => {
    await dialog.getByLabel('Name', { exact: true }).fill('Harbour');
    visitors.line.cut();
    await dialog.getByRole('button', { name: 'Make the group' }).click();
    await dialog.getByText('The server could not be reached.').waitFor();
    visitors.line.mend();
    await dialog.getByRole('button', { name: 'Make the group' }).click();

    await ada.waitForURL('**/chat-web/*?details=members');
    await ada.getByRole('complementary', { name: 'Details' }).getByText('eve', { exact: true }).first().waitFor();
    expect((await visitors.ada.phone.get('/group/')).body).toHaveLength(1);
  });

  it('opens over a conversation as well', async () => {
    const { body: chat } = await visitors.bob.phone.post('/chat/', { username: 'eve' });
    const bob = await visitors.page(visitors.bob, `/chat-web/${chat.id}?show=groups`);
    await bob.getByRole('link', { name: 'Make one' }).click();
    await bob.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Pier');
    await bob.keyboard.press('Enter');

    await bob.waitForURL('**/chat-web/*?details=members');
    await bob.getByRole('heading', { name: 'Pier', level: 1 }).waitFor();
  });

  it('a link that is opened in a new tab leads to the page', async () => {
    await ada.goto('/home/');
    // Asked for by the browser itself and not by the script. Whether a tab in the background is drawn is up to the browser.
    const asked = ada
      .context()
      .waitForEvent('request', (request) => request.isNavigationRequest() && request.url().endsWith('/group-web/new'));
    await link().click({ modifiers: ['Control'] });

    await asked;
    expect(new URL(ada.url()).pathname).toBe('/home/');
    expect(await dialog.count()).toBe(0);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
