import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { isState, shows, textsOf, Visitors } from '../support/visitors.js';

describeIf('chromium', 'what is written without a connection', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
  });
  beforeEach(async () => {
    const [one, other] = [visitors.ada, visitors.bob];
    chat = await visitors.chatOf(one, other);
    page ??= await visitors.page(one, `/chat-web/${chat}`);
  });
  afterAll(() => visitors.close());

  const write = async (on: Page, ...texts: string[]) => {
    for (const text of texts) {
      await on.getByLabel('Message', { exact: true }).fill(text);
      await on.keyboard.press('Enter');
    }
  };
  const goOffline = async () => {
    visitors.line.cut();
    await page.locator('.banner').waitFor();
  };
  const stored = async (): Promise<string[]> =>
    (await visitors.bob.phone.get(`/chat/${chat}?limit=200`)).body.messages.map(({ text }: { text: string }) => text);
  const storedHas = async (count: number) => {
    await soon(async () => (await stored()).length >= count);
    return stored();
  };

  it('waits in order, says so, and goes out when the connection is back', async () => {
    await goOffline();
    await write(page, 'one', 'two', 'three');

    await isState(page, 'three', 'queued');
    await page.getByText('3 messages go out when you are back online').waitFor();
    expect(await page.locator('.message[data-state=queued]').count()).toBe(3);
    visitors.line.mend();

    await isState(page, 'three', 'sent');
    expect(await stored()).toEqual(['one', 'two', 'three']);
    expect(await page.locator('.log__waiting').isHidden()).toBe(true);
    expect(await textsOf(page)).toEqual(['one', 'two', 'three']);
  });

  it('outlives the page: whichever page is opened next takes it along, once', async () => {
    await goOffline();
    await write(page, 'four', 'five');
    await isState(page, 'five', 'queued');
    const context = page.context();
    await page.close();
    visitors.line.mend();

    page = await context.newPage();
    await page.goto('/home/');

    expect((await storedHas(5)).slice(3)).toEqual(['four', 'five']);
    await page.goto(`/chat-web/${chat}`);
    await isState(page, 'five', 'sent');
    expect((await textsOf(page)).slice(3)).toEqual(['four', 'five']);
  });

  it('is one queue for all tabs, and none of it goes out twice', async () => {
    const other = await page.context().newPage();
    await other.goto(`/chat-web/${chat}`);
    await shows(other, 'five');
    await goOffline();
    await write(page, 'six', 'seven');
    await isState(other, 'seven', 'queued');
    await write(other, 'eight');
    await isState(page, 'eight', 'queued');

    visitors.line.mend();
    for (const tab of [page, other]) {
      for (const text of ['six', 'seven', 'eight']) await isState(tab, text, 'sent');
      expect((await textsOf(tab)).slice(-3)).toEqual(['six', 'seven', 'eight']);
    }

    expect((await stored()).slice(-3)).toEqual(['six', 'seven', 'eight']);
    expect(await stored()).toHaveLength(8);
    await other.close();
  });

  it('an answer that was lost makes no second message', async () => {
    const lost = await page.context().newPage();
    await lost.routeWebSocket(/socket\.io/, (browser) => {
      const server = browser.connectToServer();
      let sends = 0;
      browser.onMessage((message) => {
        server.send(message);
        if (String(message).includes('message:send')) sends++;
      });
      // Neither the acknowledgement nor the message itself comes back the first time.
      server.onMessage((message) => {
        if (sends && /message:new|^43\d+\[\{"ok":true,"id"/.test(String(message))) return browser.close();
        browser.send(message);
      });
    });
    await lost.goto(`/chat-web/${chat}`);
    await shows(lost, 'eight');
    await write(lost, 'nine');
    expect(await storedHas(9)).toContain('nine');
    await lost.close();

    await page.reload();
    await isState(page, 'nine', 'sent');

    expect((await textsOf(page)).filter((text) => text === 'nine')).toHaveLength(1);
    expect(await stored()).toHaveLength(9);
  });

  it('what the server refuses stops nothing behind it, and can be tried again or deleted', async () => {
    const withEve = await visitors.chatOf(visitors.ada, visitors.eve);
    await page.goto(`/chat-web/${withEve}`);
    await visitors.eve.phone.post(`/user/${visitors.ada.id}/block/`);
    await write(page, 'refused');
    await isState(page, 'refused', 'failed');
    await visitors.eve.phone.delete(`/user/${visitors.ada.id}/block/`);

    await write(page, 'passes');
    await isState(page, 'passes', 'sent');
    await page.reload();
    await isState(page, 'refused', 'failed');
    await page.getByRole('button', { name: 'Try again' }).click();

    await isState(page, 'refused', 'sent');
    expect(await textsOf(page)).toEqual(['passes', 'refused']);
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
