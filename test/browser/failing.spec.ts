import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { isState, shows, textsOf, Visitors } from '../support/visitors.js';

describeIf('chromium', 'what was typed is never lost', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    page = await visitors.page(visitors.ada, `/chat-web/${chat}`);
  });
  afterAll(() => visitors.close());

  const field = () => page.getByLabel('Message', { exact: true });
  const write = async (text: string) => {
    await field().fill(text);
    await page.keyboard.press('Enter');
  };

  it('a message that is refused says so on its bubble, and goes out when tried again', async () => {
    await visitors.bob.phone.post(`/user/${visitors.ada.id}/block/`);
    await write('Please talk to me');
    await isState(page, 'Please talk to me', 'failed');
    expect(await page.locator('.message__after').textContent()).toMatch(/Try again.*Delete/s);

    await visitors.bob.phone.delete(`/user/${visitors.ada.id}/block/`);
    await page.getByRole('button', { name: 'Try again' }).click();

    await isState(page, 'Please talk to me', 'sent');
    expect(await page.locator('.message__after').count()).toBe(0);
  });

  it('one that did not go out stands there again after the page was left, until it is deleted', async () => {
    await visitors.bob.phone.post(`/user/${visitors.ada.id}/block/`);
    await write('I did not mean it');
    await isState(page, 'I did not mean it', 'failed');

    await page.reload();
    await isState(page, 'I did not mean it', 'failed');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.reload();

    expect(await textsOf(page)).toEqual(['Please talk to me']);
    await visitors.bob.phone.delete(`/user/${visitors.ada.id}/block/`);
  });

  it('a draft is kept for each chat and shown in the list', async () => {
    const other = await visitors.chatOf(visitors.ada, visitors.eve);
    await field().fill('Half a thought');
    await page.goto(`/chat-web/${other}`);
    expect(await field().inputValue()).toBe('');
    await page.locator(`.chat-row[data-chat="${chat}"]`, { hasText: 'Draft: Half a thought' }).waitFor();

    await page.goto(`/chat-web/${chat}`);

    expect(await field().inputValue()).toBe('Half a thought');
    await field().fill('');
  });

  it('what is too long stays in the field, with a sentence', async () => {
    await write('é'.repeat(4001));

    await page.getByText('This is 4,001 characters long', { exact: false }).waitFor();
    expect((await field().inputValue()).length).toBe(4001);
    await field().fill('');
  });

  it('a cut line is said after five seconds, and what was missed comes when it is back', async () => {
    await visitors.say(visitors.bob, chat, 'Are you on the train?');
    await shows(page, 'Are you on the train?');
    visitors.line.cut();
    const began = Date.now();
    await page.locator('.banner').waitFor();
    expect(Date.now() - began).toBeGreaterThan(4000);
    await visitors.say(visitors.bob, chat, 'Can you hear me?', 'Hello?');
    await write('I am in a tunnel');

    // It may come back by itself before a click gets there, and then the button is gone.
    const again = page.getByRole('button', { name: 'Try now', includeHidden: true });
    await again.click({ trial: true });
    visitors.line.mend();
    await again.dispatchEvent('click');

    await shows(page, 'Hello?');
    await isState(page, 'I am in a tunnel', 'sent');
    await page.locator('.banner').waitFor({ state: 'hidden' });
    const texts = await textsOf(page);
    expect(texts.slice(-3)).toEqual(['Can you hear me?', 'Hello?', 'I am in a tunnel']);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
