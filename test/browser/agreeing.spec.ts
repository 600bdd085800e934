import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { Household, type HouseholdMember, type Handset } from '../support/household.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { isState, type Line, shows, textsOf } from '../support/visitors.js';

type Device = { page: Page; context: BrowserContext; line: Line };

const PATIENCE_MS = 45_000;

describeIf('chromium', 'two browsers and a phone of two people', () => {
  let household: Household;
  let [ada, bob]: HouseholdMember[] = [];
  let hers: Device;
  let his: Device;
  let phone: Handset;
  let chat: number;
  beforeAll(async () => {
    household = await Household.open();
    [ada, bob] = [await household.person('ada'), await household.person('bob')];
    chat = (await ada.post('/chat/', { username: 'bob' })).id;
    [hers, his] = [await ada.browser(), await bob.browser()];
    for (const { page } of [hers, his]) await page.goto(`/chat-web/${chat}`);
    phone = await bob.phone(chat);
  });
  afterAll(() => household.close());

  const write = async ({ page }: Device, ...texts: string[]) => {
    for (const text of texts) {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    }
  };
  const stored = async (): Promise<string[]> =>
    (await ada!.get(`/chat/${chat}?limit=200`)).messages.map(({ text }: { text: string }) => text);
  const status = ({ page }: Device) => page.locator('.pane-head__status').innerText();

  /** The same log, the same ticks, the same figures and the same presence, everywhere. */
  async function agree(count: number): Promise<void> {
    await soon(async () => (await stored()).length === count, PATIENCE_MS);
    const expected = await stored();
    for (const { page } of [hers, his]) {
      await soon(async () => (await textsOf(page)).length >= count, PATIENCE_MS);
      // One's own have their places once they were answered.
      await page.waitForFunction(() => !document.querySelector('.message--own:not([data-state=read])'));
      expect(await textsOf(page)).toEqual(expected);
    }
    await soon(() => phone.messages().size >= count, PATIENCE_MS);
    expect([...phone.messages()]).toEqual(expected.map((text, at) => [at + 1, text]));

    for (const person of [ada!, bob!]) {
      await soon(async () => (await person.get('/stats/')).unread === 0, PATIENCE_MS);
    }
    for (const device of [hers, his]) {
      await soon(async () => (await status(device)) === 'Online', PATIENCE_MS);
      await soon(async () => !(await device.page.title()).startsWith('('), PATIENCE_MS);
    }
    await soon(() => phone.presenceOf(ada!.id) === true, PATIENCE_MS);
  }

  it('agree after talking', async () => {
    await write(hers, 'from her browser');
    await shows(his.page, 'from her browser');
    await write(his, 'from his browser');
    await shows(hers.page, 'from his browser');
    phone.say('from his phone');

    await agree(3);
  });

  it('agree after a reload, with what was said meanwhile', async () => {
    const reloaded = hers.page.reload();
    phone.say('said while she reloads');
    await reloaded;

    await agree(4);
    expect(await status(his)).toBe('Online');
  });

  it('agree after sleep', async () => {
    const session = await his.context.newCDPSession(his.page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await write(hers, 'while he sleeps', 'and dreams');
    phone.say('his phone does not sleep');
    await soon(() => phone.messages().size === 7, PATIENCE_MS);
    await session.send('Page.setWebLifecycleState', { state: 'active' });

    await agree(7);
  });

  it('agree after the network was cut, with what was written on both sides of the cut', async () => {
    hers.line.cut();
    await hers.context.setOffline(true);
    await hers.page.locator('.banner').waitFor();
    await write(hers, 'written in a tunnel', 'and a second one');
    await isState(hers.page, 'and a second one', 'queued');
    await write(his, 'are you in the tunnel?');
    await isState(his.page, 'are you in the tunnel?', 'sent');
    hers.line.mend();
    await hers.context.setOffline(false);

    await agree(10);
    expect((await stored()).slice(-3)).toEqual(['are you in the tunnel?', 'written in a tunnel', 'and a second one']);
  });

  it('agree after the server was killed and started again, and nothing written meanwhile is lost or doubled', async () => {
    await write(hers, 'just before');
    await household.kill();
    await write(hers, 'she writes to nobody');
    await write(his, 'he does too', 'and again');
    await his.page
      .locator('.message:is([data-state=sending], [data-state=queued])', { hasText: 'and again' })
      .waitFor();

    await household.start();
    await phone.connect();

    await agree(14);
    const texts = await stored();
    expect(new Set(texts).size).toBe(14);
    expect(texts.indexOf('just before')).toBeLessThan(texts.indexOf('she writes to nobody'));
    expect(texts.indexOf('he does too')).toBeLessThan(texts.indexOf('and again'));
  });

  it('agree on the figures of the day', async () => {
    for (const [person, { page }] of [
      [ada!, hers],
      [bob!, his],
    ] as const) {
      await page.goto('/home/');
      const figures = await page.locator('.figure dd').allTextContents();
      const { total_conversations, messages_sent, unread } = await person.get('/stats/');
      expect(figures).toEqual([total_conversations, messages_sent, unread].map(String));
      expect(total_conversations).toBe(1);
    }
    const sent = [await ada!.get('/stats/'), await bob!.get('/stats/')].map(({ messages_sent }) => messages_sent);
    expect(sent.reduce((one, other) => one + other)).toBe(14);
  });

  it('agree on who is gone: one of two devices changes nothing, the last one does', async () => {
    await hers.page.goto(`/chat-web/${chat}`);
    await soon(async () => (await status(hers)) === 'Online', PATIENCE_MS);
    await his.context.close();
    phone.say('still here on the phone');
    await shows(hers.page, 'still here on the phone');
    expect(await status(hers)).toBe('Online');

    await phone.hangUp();

    await soon(async () => /^Last seen today at \d\d:\d\d$/.test(await status(hers)), PATIENCE_MS);
    expect((await ada!.get(`/chat/${chat}`)).is_online).toBe(false);
  });
});
