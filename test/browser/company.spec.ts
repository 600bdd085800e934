import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { shows, Visitors } from '../support/visitors.js';

describeIf('chromium', 'who is here and who is writing', () => {
  let visitors: Visitors;
  let ada: Page;
  let chat: number;
  let withEve: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    withEve = await visitors.chatOf(visitors.ada, visitors.eve);
    await visitors.bob.phone.patch('/user/me/', { display_name: 'Bob Ross' });
    ada = await visitors.page(visitors.ada, `/chat-web/${chat}`);
  });
  afterAll(() => visitors.close());

  const connect = () => RawClient.connect(visitors.app, chat, { token: visitors.bob.phone.access });
  const status = (page: Page) => page.locator('.pane-head__status');
  const row = (page: Page, id = chat) => page.locator(`.sidebar .chat-row[data-chat="${id}"]`);
  const dots = (page: Page) => page.locator(`.avatar[data-user="${visitors.bob.id}"][data-online]`).count();

  it('is shown in the header and on the pictures as it changes, and when the page is read anew', async () => {
    expect(await status(ada).innerText()).toBe('bob');
    const phone = await connect();
    await status(ada).getByText('Online', { exact: true }).waitFor();
    expect(await dots(ada)).toBe(2);

    const late = await visitors.page(visitors.ada, `/chat-web/${chat}`, { javaScriptEnabled: false });
    expect(await status(late).innerText()).toBe('Online');
    expect(await dots(late)).toBe(2);

    await phone.hangUp();
    await status(ada)
      .getByText(/^Last seen today at \d\d:\d\d$/)
      .waitFor();
    expect(await dots(ada)).toBe(0);
    await late.reload();
    expect(await status(late).innerText()).toMatch(/^Last seen today at/);
    await late.context().close();
  });

  it('is nothing where it may not be known, either way', async () => {
    const phone = await connect();
    await status(ada).getByText('Online', { exact: true }).waitFor();

    await visitors.bob.phone.patch('/user/me/', { lastseen_visible: false });
    await status(ada).getByText('bob', { exact: true }).waitFor();
    expect(await status(ada).innerText()).toBe('bob');
    expect(await dots(ada)).toBe(0);

    await visitors.bob.phone.patch('/user/me/', { lastseen_visible: true });
    await status(ada).getByText('Online', { exact: true }).waitFor();
    await phone.hangUp();
  });

  it('is not claimed by a page that is offline itself, and right again after', async () => {
    const phone = await connect();
    await status(ada).getByText('Online', { exact: true }).waitFor();

    visitors.line.cut();
    await ada.locator('.banner').waitFor();
    expect(await status(ada).innerText()).toMatch(/^Last seen today at/);
    visitors.line.mend();

    await status(ada).getByText('Online', { exact: true }).waitFor();
    await phone.hangUp();
    // What it says of him from then on is of his page.
    await status(ada)
      .getByText(/^Last seen today/)
      .waitFor();
  });

  it('somebody who writes is named in the conversation, its header and the list, and read out once', async () => {
    const bob = await visitors.page(visitors.bob, `/chat-web/${chat}`);
    await status(ada).getByText('Online', { exact: true }).waitFor();
    await bob.getByLabel('Message', { exact: true }).pressSequentially('I am thin');

    await ada.locator('.typing', { hasText: 'Bob is typing' }).waitFor();
    await row(ada).getByText('typing…').waitFor();
    // That somebody came is told a moment later than what they type; until then it says what was before.
    await soon(async () => /Online\s*typing…/.test(await status(ada).innerText()));
    expect(await ada.locator('.log-frame > [role=status]').textContent()).toBe('Bob is typing');
    expect(await ada.locator('.log .typing').getAttribute('aria-live')).toBe('off');
    expect(await bob.locator('.typing').isHidden()).toBe(true);

    await bob.keyboard.type('king');
    await bob.keyboard.press('Enter');
    await shows(ada, 'I am thinking');
    await ada.locator('.typing').waitFor({ state: 'hidden' });
    expect(await row(ada).locator('.chat-row__preview').innerText()).toBe('I am thinking');
    await bob.context().close();
    await status(ada)
      .getByText(/^Last seen today/)
      .waitFor();
  });

  it('it goes away by itself after five seconds, and shows wherever the page is', async () => {
    await ada.goto(`/chat-web/${withEve}`);
    await ada.waitForFunction(() => document.querySelector('.log-frame'));
    const phone = await connect();
    await ada.locator(`.avatar[data-user="${visitors.bob.id}"][data-online]`).waitFor();

    // By the clock of the page: whoever looks from outside is late on a busy machine.
    const lasted = row(ada)
      .locator('[data-part=typing]')
      .evaluate(
        (place: HTMLElement) =>
          new Promise<number>((done) => {
            let began = 0;
            new MutationObserver(() => {
              if (!place.hidden) began ||= performance.now();
              else if (began) done(performance.now() - began);
            }).observe(place, { attributeFilter: ['hidden'] });
          }),
      );
    // The server passes it on every three seconds at most, and he has just been typing.
    const keys = setInterval(() => phone.send({ type: 'typing' }), 300);
    await row(ada).getByText('typing…').waitFor();
    clearInterval(keys);
    expect(await ada.locator('.typing').isHidden()).toBe(true);

    await row(ada).getByText('typing…').waitFor({ state: 'hidden' });
    expect(await lasted).toBeGreaterThan(4000);
    expect(await lasted).toBeLessThan(7000);
    await phone.hangUp();
  });

  it('in a group counts how many are here, live', async () => {
    const members = [visitors.bob.username, visitors.eve.username];
    const { id } = (await visitors.ada.phone.post('/group/', { name: 'Harbour', members })).body;
    await ada.goto(`/chat-web/${id}`);
    await status(ada).getByText('1 online').waitFor();

    const phone = await RawClient.connect(visitors.app, id, { token: visitors.bob.phone.access });
    await status(ada).getByText('2 online').waitFor();
    await phone.hangUp();
    await status(ada).getByText('1 online').waitFor();
    await ada.goto(`/chat-web/${chat}`);
  });

  it('whoever switches it off is not seen and sees nobody', async () => {
    const settings = await visitors.page(visitors.bob, '/settings/');
    await settings.getByRole('switch', { name: 'Show when I am typing' }).uncheck();
    await settings.locator('#privacy .saved').waitFor();
    await settings.goto(`/chat-web/${chat}`);
    await status(settings).getByText('Online', { exact: true }).waitFor();

    await settings.getByLabel('Message', { exact: true }).pressSequentially('psst');
    await ada.goto(`/chat-web/${chat}`);
    await status(ada).getByText('Online', { exact: true }).waitFor();
    await ada.getByLabel('Message', { exact: true }).pressSequentially('hello?');
    await settings.keyboard.press('Enter');
    await shows(ada, 'psst');
    await ada.keyboard.press('Enter');
    await shows(settings, 'hello?');

    for (const page of [ada, settings])
      expect(await page.locator('[role=status]').allTextContents()).not.toContain('typing');
    expect(await settings.locator('.log-frame > [role=status]').textContent()).toBe('');
    expect(await ada.locator('.log-frame > [role=status]').textContent()).toBe('');
    await settings.context().close();
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
