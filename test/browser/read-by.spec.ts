import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { isState, shows, Visitors } from '../support/visitors.js';

describeIf('chromium', 'who has read it', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    await visitors.bob.phone.patch('/user/me/', { display_name: 'Bob Ross' });
    await visitors.say(visitors.bob, chat, 'Did you get it?');
    await visitors.say(visitors.ada, chat, 'Yes, yesterday');
    page = await visitors.page(visitors.ada, `/chat-web/${chat}`);
  });
  afterAll(() => visitors.close());

  const tick = (text: string) => page.locator('.message', { hasText: text }).getByRole('button');
  const dialog = () => page.getByRole('dialog', { name: 'Read by' });

  it('opens from the tick, says that nobody has, and shows live who does', async () => {
    await tick('Yes, yesterday').click();
    await dialog().getByText('Not read yet, as far as you may know.').waitFor();
    await dialog()
      .getByText(/Sent\s+today at \d\d:\d\d/)
      .waitFor();

    await visitors.bob.phone.post(`/chat/${chat}/read/`);

    await dialog().getByRole('listitem').filter({ hasText: 'Bob Ross' }).waitFor();
    expect(await dialog().getByRole('listitem').innerText()).toMatch(/^Bob Ross\s+Read today at \d\d:\d\d$/);
    await isState(page, 'Yes, yesterday', 'read');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  });

  it('works by keyboard, and gives the focus back', async () => {
    await tick('Yes, yesterday').focus();
    await page.keyboard.press('Enter');
    await dialog().getByRole('listitem').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });

    expect(await tick('Yes, yesterday').evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await tick('Yes, yesterday').innerText()).toBe('');
    expect(await tick('Yes, yesterday').getByRole('img').getAttribute('aria-label')).toBe('Read');
  });

  it('there is no such button on what others wrote, nor without script', async () => {
    expect(await page.locator('.message:not(.message--own)').getByRole('button').count()).toBe(0);
    const plain = await visitors.page(visitors.ada, `/chat-web/${chat}`, { javaScriptEnabled: false });

    expect(await plain.locator('.message--own').getByRole('button').isDisabled()).toBe(true);
    await plain.context().close();
  });

  it('shows nobody who hides it', async () => {
    await visitors.bob.phone.patch('/user/me/', { receipts_visible: false });
    await page.reload();
    await shows(page, 'Yes, yesterday');
    await tick('Yes, yesterday').click();

    await dialog().getByText('Not read yet, as far as you may know.').waitFor();
    expect(await dialog().getByRole('listitem').count()).toBe(0);
    await page.keyboard.press('Escape');
    await visitors.bob.phone.patch('/user/me/', { receipts_visible: true });
  });

  it('in a group the tick counts how many have, live', async () => {
    const { ada, bob, eve, app } = visitors;
    const [{ id }] = await app.database.query("INSERT INTO chats (kind) VALUES ('group') RETURNING id");
    await app.database.query('INSERT INTO memberships (chat_id, user_id) SELECT $1, unnest($2::int[])', [
      id,
      [ada.id, bob.id, eve.id],
    ]);
    await visitors.say(ada, id, 'Everybody here?');
    await bob.phone.post(`/chat/${id}/read/`);
    await page.goto(`/chat-web/${id}`);
    await tick('Everybody here?').getByText('1').waitFor();

    await eve.phone.post(`/chat/${id}/read/`);

    await tick('Everybody here?').getByText('2').waitFor();
    await tick('Everybody here?').click();
    await dialog().getByRole('listitem').nth(1).waitFor();
    expect((await dialog().getByRole('listitem').allInnerTexts()).toSorted()).toEqual([
      expect.stringMatching(/^bob\s+Read today at/),
      expect.stringMatching(/^eve\s+Read today at/),
    ]);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
