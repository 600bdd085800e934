import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { people, type TestPerson } from '../support/people.js';
import { describeIf } from '../support/requires.js';
import { live, shows, Visitors } from '../support/visitors.js';
import { findings } from './axe.js';

const svg = (inside: string) => ({
  name: 'icon.svg',
  mimeType: 'image/svg+xml',
  buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48">${inside}</svg>`),
});
const ICON = svg('<rect width="48" height="48" fill="#667eea"/><circle cx="24" cy="24" r="14" fill="#fff"/>');
const HOSTILE = svg('<rect width="48" height="48"/><script>alert(1)</script>');
const SCRIPT_BYTES = 60 * 1024;

describeIf('chromium', 'a server run from browsers', () => {
  let visitors: Visitors;
  let mallory: TestPerson;
  let ada: Page;
  let bob: Page;
  let eve: Page;
  let stranger: Page;
  let dialog: Locator;
  /** Everything that the stranger's browser was told. */
  const overheard: string[] = [];
  let server: number;
  let code: string;
  const channels: Record<string, number> = {};

  beforeAll(async () => {
    visitors = await Visitors.open();
    [mallory] = (await people(visitors.app, 'mallory')) as [TestPerson];
    ada = await visitors.page(visitors.ada, '/home/');
    bob = await visitors.page(visitors.bob, '/home/');
    stranger = await visitors.page(mallory, '/home/');
    stranger.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => overheard.push(payload.toString())),
    );
    await stranger.reload();
    dialog = ada.getByRole('dialog', { name: 'Make a server' });
  });
  afterAll(() => visitors.close());

  const channelIn = (page: Page, name: string | RegExp) =>
    page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name });
  const railOf = (page: Page) => page.getByRole('navigation', { name: 'Places' }).locator(`[data-server="${server}"]`);
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
    await shows(page, text);
  };

  it('is begun in a dialog that shows the icon as it will look, with the keyboard', async () => {
    await ada.getByRole('link', { name: 'Add a server' }).focus();
    await ada.keyboard.press('Enter');
    await dialog.waitFor();
    expect(await dialog.getByLabel('Name', { exact: true }).evaluate((field) => field.matches(':focus'))).toBe(true);
    await ada.keyboard.type('Open Hardware');
    await dialog.locator('.avatar[data-initials="OH"]').waitFor();
    await dialog.getByLabel(/^Icon/).setInputFiles(ICON);
    const shown = dialog.locator('.avatar img');
    await shown.waitFor();

    const picture = shown.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.src.slice(0, 5), image.naturalWidth];
    });
    expect(await picture).toEqual(['blob:', 48]);
    for (const colorScheme of ['dark', 'light'] as const) {
      await ada.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findings(ada)).toEqual([]);
    }
  });

  it('says in words why an icon will not do, and keeps what was typed', async () => {
    await dialog
      .getByLabel(/^Icon/)
      .setInputFiles({ ...ICON, name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('x') });
    await dialog.getByText('This file is no picture that can be shown.').waitFor();
    await dialog.getByLabel(/^Icon/).setInputFiles(HOSTILE);
    await dialog.getByRole('button', { name: 'Make the server' }).click();

    await dialog.locator('#icon-error .error').waitFor();
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Open Hardware');
    expect((await visitors.ada.phone.get('/server/?by_user=true')).body).toEqual([]);
  });

  it('is made with a real SVG as its icon, which stands on the rail', async () => {
    await dialog.getByLabel(/^Icon/).setInputFiles(ICON);
    await dialog.getByLabel('Category').fill('Making');
    await dialog.getByRole('button', { name: 'Make the server' }).click();
    await ada.waitForURL('**/server-web/*?saved=made');
    server = Number(/server-web\/(\d+)/.exec(ada.url())![1]);
    const icon = railOf(ada).locator('img');

    expect(await icon.evaluate(async (image: HTMLImageElement) => [await image.decode(), image.naturalWidth][1])).toBe(
      48,
    );
    const kept = await ada.request.get((await icon.getAttribute('src'))!);
    expect(kept.headers()['content-type']).toMatch(/^image\/svg\+xml/);
    await ada.getByRole('img', { name: 'QR code of the join link' }).waitFor();
    code = (await visitors.ada.phone.get(`/server/${server}/code/`)).body.code;
  });

  it('gets another channel, put in order by the keyboard without losing the place', async () => {
    await ada.getByRole('main').getByRole('link', { name: 'New channel' }).click();
    await ada.locator('#channel-name-0').fill('keyboards');
    await ada.locator('#channel-topic-0').fill('Layouts and firmware');
    await ada.keyboard.press('Enter');
    await ada.getByRole('button', { name: 'Move keyboards up' }).waitFor();
    // The script of this page is there: without it the page would be left.
    await ada.locator('[data-picker-target=find]').waitFor({ state: 'detached' });
    await ada.getByRole('button', { name: 'Move keyboards up' }).focus();
    await ada.keyboard.press('Enter');

    await ada.locator('.channel-row:first-child .channel__name', { hasText: 'keyboards' }).waitFor();
    expect(await ada.evaluate(() => document.activeElement!.ariaLabel)).toBe('Move keyboards up');
    const { body } = await visitors.ada.phone.get(`/server/${server}/channels/`);
    for (const { name, chat_id } of body) channels[name] = chat_id;
    expect(Object.keys(channels)).toEqual(['keyboards', 'general']);
  });

  it('is joined by its code from home and by its link, and everybody sees it at once', async () => {
    await Promise.all([live(ada), ada.goto(`/server-web/${server}`)]);
    await bob.getByLabel('Join with a code').fill(code);
    await Promise.all([live(bob), bob.getByRole('button', { name: 'Join', exact: true }).click()]);
    await bob.waitForURL(`**/server-web/${server}`);
    await ada.locator('.member', { hasText: 'bob' }).waitFor();
    eve = await visitors.page(visitors.eve, `/join/${code}`);
    await eve.getByRole('button', { name: 'Join the server' }).click();
    await eve.waitForURL(`**/server-web/${server}`);

    await ada.locator('.server-head', { hasText: '3 members' }).waitFor();
    await bob.locator('.server-head', { hasText: '3 members' }).waitFor();
  });

  it('is talked in, in two channels, and counts what is unread until it is read', async () => {
    await eve.goto('/explore/');
    await ada.goto(`/chat-web/${channels.general}`);
    await bob.goto(`/chat-web/${channels.keyboards}`);
    await say(ada, 'The boards arrived');
    await say(bob, 'Which layout, @eve?');
    await say(bob, 'Mine is split');

    await eve.locator('.toast', { hasText: 'bob in Open Hardware' }).waitFor();
    await railOf(eve).getByText('3', { exact: true }).waitFor();
    expect(await railOf(eve).getAttribute('aria-label')).toBe('Open Hardware, 3 unread');
    await eve.waitForFunction(() => document.title.startsWith('(3) '));
    await railOf(eve).click();
    await channelIn(eve, 'keyboards').click();
    await shows(eve, 'Which layout, @eve?');
    await eve.waitForFunction(
      (id) => document.querySelector(`[data-server="${id}"]`)!.ariaLabel === 'Open Hardware, 1 unread',
      server,
    );
    await channelIn(ada, /keyboards.*2/).waitFor();
    expect(await channelIn(eve, 'keyboards').getAttribute('aria-current')).toBe('page');
  });

  it('suggests the members of the server after an @', async () => {
    await eve.getByLabel('Message', { exact: true }).pressSequentially('Ask @a');
    await eve.getByRole('option', { name: /ada/ }).waitFor();
    await eve.keyboard.press('Enter');
    await eve.keyboard.press('Enter');

    await shows(eve, 'Ask @ada');
    await channelIn(ada, 'keyboards').getByText('You are mentioned').waitFor();
  });

  it('a stranger sees and hears none of it', async () => {
    expect(await stranger.getByRole('navigation', { name: 'Places' }).locator('[data-server]').count()).toBe(0);
    for (const path of [`/chat-web/${channels.general}`, `/chat-web/${channels.keyboards}`, `/server-web/${server}`])
      expect([path, (await stranger.request.get(path)).status()]).toEqual([path, 404]);
    const direct = await visitors.chatOf(visitors.bob, mallory);
    await visitors.say(visitors.bob, direct, 'For you alone');
    await stranger.locator('.sidebar .chat-row', { hasText: 'For you alone' }).waitFor();

    expect(overheard.join('\n')).toContain('For you alone');
    expect(overheard.join('\n')).not.toMatch(/The boards arrived|Which layout|Open Hardware/);
  });

  it('appears on the rail of whoever is added, who was in none before, with nothing to reload', async () => {
    const { body } = await visitors.bob.phone.post('/server/', { name: 'Northern Choir' });
    await visitors.bob.phone.post(`/server/${body.id}/members/`, { usernames: ['mallory'] });

    await stranger.getByRole('link', { name: 'Northern Choir' }).waitFor();
  });

  it('shows at once which channels there are, and says what became of one', async () => {
    await visitors.ada.phone.post(`/server/${server}/channels/`, { name: 'benches' });
    await channelIn(bob, 'benches').waitFor();
    await visitors.ada.phone.patch(`/server/${server}/channels/${channels.general}/`, { name: 'welcome' });
    await channelIn(bob, 'welcome').waitFor();
    await visitors.ada.phone.delete(`/server/${server}/channels/${channels.keyboards}/`);

    await bob.getByRole('heading', { name: 'This channel is gone' }).waitFor();
    await channelIn(bob, 'keyboards').waitFor({ state: 'detached' });
  });

  it('goes to the next channel by the keyboard, and opens its menu by it', async () => {
    await channelIn(ada, 'benches').waitFor();
    await ada.keyboard.press('Alt+ArrowDown');
    await ada.getByRole('heading', { name: 'benches', level: 1 }).waitFor();
    // When it is loaded the composer takes the focus.
    await ada.waitForLoadState();
    await ada.getByRole('button', { name: 'Menu of the server' }).focus();
    await ada.keyboard.press('Enter');
    await ada.getByRole('link', { name: 'Invite people' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.keyboard.press('Escape');
    await ada.getByRole('link', { name: 'Invite people' }).waitFor({ state: 'hidden' });

    expect(await ada.evaluate(() => document.activeElement!.ariaLabel)).toBe('Menu of the server');
  });

  it('its conversations stay within the weight of a page', async () => {
    await ada.reload();
    await ada.getByRole('navigation', { name: 'Channels' }).waitFor();
    const bytes = await ada.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }, at, all) => name.endsWith('.js') && all.findIndex((other) => other.name === name) === at)
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
    );

    expect(bytes).toBeGreaterThan(SCRIPT_BYTES / 3);
    expect(bytes).toBeLessThan(SCRIPT_BYTES);
  });

  it('whoever is removed while looking at it is told so', async () => {
    await Promise.all([live(eve), eve.goto(`/server-web/${server}`)]);
    await ada.goto(`/server-web/${server}/edit`);
    await ada.getByRole('button', { name: 'Remove eve' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();

    await eve.getByRole('heading', { name: 'This server is no longer yours' }).waitFor();
    await railOf(eve).waitFor({ state: 'detached' });
  });

  it('counts its members live for whoever only looks', async () => {
    await visitors.ada.phone.patch(`/server/${server}/`, { visibility: 'public' });
    await Promise.all([live(stranger), stranger.goto('/explore/?category=making')]);
    const card = stranger.locator('.place', { hasText: 'Open Hardware' });
    await card.getByText('2 members').waitFor();
    await visitors.eve.phone.post(`/server/${server}/membership/`);
    await card.getByText('3 members').waitFor();
    await stranger.getByRole('button', { name: 'Join Open Hardware' }).click();

    await stranger.waitForURL(`**/server-web/${server}`);
    await channelIn(stranger, 'welcome').waitFor();
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
