import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from './axe.js';
import { codeOf, groupOf } from '../support/groups-of.js';
import { serverOf } from '../support/servers.js';
import { describeIf } from '../support/requires.js';
import { RawClient } from '../support/raw-client.js';
import { isState, shows, Visitors } from '../support/visitors.js';

const WIDTHS = [320, 360, 719, 820, 1100, 1440, 3840];

describeIf('chromium', 'everybody can use', () => {
  let visitors: Visitors;
  let signedIn: Page;
  let signedOut: Page;
  let chat: number;
  let group: number;
  let code: string;
  let server: { id: number; channels: number[] };
  let open: { id: number; code: string };
  beforeAll(async () => {
    visitors = await Visitors.open();
    const { ada, bob, eve } = visitors;
    chat = await visitors.chatOf(ada, bob);
    await visitors.say(bob, chat, 'Hello Ada', 'https://a.example/a-long-address', '🌊', `${'long'.repeat(900)}`);
    await visitors.say(ada, chat, 'Hello Bob');
    await visitors.say(bob, await visitors.chatOf(bob, eve), 'x');
    await visitors.say(eve, await visitors.chatOf(eve, ada), 'وصلت الصور، شكراً جزيلاً!');
    group = await groupOf(ada, 'Harbour Renovation', bob, eve);
    code = await codeOf(bob, await groupOf(bob, 'Night Sky'));
    await visitors.say(bob, group, 'Hello @ada and @eve', 'وصلت الصور، شكراً جزيلاً!');
    const about = { name: 'Kiln & Clay', description: 'Glaze recipes', category: 'Making', visibility: 'public' };
    server = await serverOf(ada, [bob, eve], about, ['general', 'a-channel-with-quite-a-long-name-that-has-to-be-cut']);
    open = await serverOf(bob, [], { ...about, name: `Open${'long'.repeat(18)}` }, ['general']);
    await visitors.say(bob, server.channels[0]!, 'Hello @ada', 'وصلت الصور، شكراً جزيلاً!');
    signedIn = await visitors.page(ada, '/home/');
    signedOut = await visitors.page(null, '/user/login/');
  });
  afterAll(() => visitors.close());

  it('the places, in the banner of every page', async () => {
    await signedIn.getByRole('banner').getByRole('navigation', { name: 'Places' }).getByRole('link').first().waitFor();
  });

  const pages: [string, string][] = [
    ['home', '/home/'],
    ['a search', '/home/?q=bob'],
    ['a search in vain', '/home/?q=nobodyatall'],
    ['a conversation', 'chat'],
    ['a conversation of a group', 'group'],
    ['its details', 'details'],
    ['its settings', 'muting'],
    ['its administration', 'administration'],
    ['making a group', '/group-web/new'],
    ['a join link', 'join'],
    ['a join link that leads nowhere', '/join/x'],
    ['a server', 'server'],
    ['a server of others', 'open server'],
    ['the code of a server', 'code of a server'],
    ['running a server', 'running'],
    ['making a server', '/server-web/new'],
    ['a channel', 'channel'],
    ['the members beside a channel', 'channel members'],
    ['the settings of a channel', 'channel settings'],
    ['servers and public groups', '/explore/'],
    ['a category', '/explore/?category=making'],
    ['the settings', '/settings/'],
    ['a page that is not here', '/nowhere'],
    ['a conversation that is not theirs', '/chat-web/999999'],
    ['signing in', '/user/login/'],
    ['making an account', '/user/register/'],
  ];

  const goTo = async (path: string): Promise<Page> => {
    const page = path.startsWith('/user/') ? signedOut : signedIn;
    const made: Record<string, string> = {
      chat: `/chat-web/${chat}`,
      group: `/chat-web/${group}`,
      details: `/chat-web/${group}?details=members`,
      muting: `/chat-web/${group}?details=settings`,
      administration: `/group-web/${group}`,
      join: `/join/${code}`,
      server: `/server-web/${server.id}`,
      'open server': `/server-web/${open.id}`,
      'code of a server': `/join/${open.code}`,
      running: `/server-web/${server.id}/edit`,
      channel: `/chat-web/${server.channels[0]}`,
      'channel members': `/chat-web/${server.channels[0]}?details=members`,
      'channel settings': `/chat-web/${server.channels[0]}?details=settings`,
    };
    await page.goto(made[path] ?? path);
    return page;
  };

  it.each(pages)('%s, in both themes', async (_, path) => {
    const page = await goTo(path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findings(page)).toEqual([]);
    }
  });

  it('what opens over a page: search, keys, a failed message', async () => {
    const page = await goTo('chat');
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

  it('what moves in a conversation: somebody typing, who has read it, being offline', async () => {
    const page = await goTo('chat');
    await shows(page, 'Hello Bob');
    const phone = await RawClient.connect(visitors.app, chat, { token: visitors.bob.phone.access });
    // Then the page hears of him.
    await page.locator('.pane-head__online', { hasText: 'Online' }).waitFor();
    phone.send({ type: 'typing' });
    await page.locator('.typing').waitFor();
    expect(await findings(page)).toEqual([]);
    await phone.hangUp();

    await visitors.bob.phone.post(`/chat/${chat}/read/`);
    await page.locator('.message--own', { hasText: 'Hello Bob' }).getByRole('button').click();
    await page.getByRole('dialog', { name: 'Read by' }).getByRole('listitem').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    visitors.line.cut();
    await page.locator('.banner').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('Written offline');
    await page.keyboard.press('Enter');
    await isState(page, 'Written offline', 'queued');
    expect(await findings(page)).toEqual([]);
    visitors.line.mend();
    await isState(page, 'Written offline', 'sent');
  });

  it.each(pages)('%s without scrolling sideways, on any screen', async (_, path) => {
    const page = await goTo(path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 700 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([width, wide]).toEqual([width, 0]);
    }
    await page.setViewportSize({ width: 1200, height: 700 });
  });

  it('a page that moves nothing after it was painted', async () => {
    const page = await goTo('chat');
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
