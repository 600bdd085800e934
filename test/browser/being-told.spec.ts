import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { describeIf } from '../support/requires.js';
import { groupOf } from '../support/groups-of.js';
import { serverOf } from '../support/servers.js';
import { soon } from '../support/soon.js';
import { live, shows, Visitors } from '../support/visitors.js';

type Spoken = { kind: string; title?: string; body?: string };

/** What the page says to the desktop and the loudspeaker, kept instead of said. */
function listenIn(): void {
  const spoken: Spoken[] = [];
  const notes = { spoken, asked: 0 };
  class FakeNotification {
    static permission = 'granted';
    static requestPermission = async () => {
      notes.asked++;
      return FakeNotification.permission;
    };
    constructor(title: string, { body }: { body: string }) {
      spoken.push({ kind: 'notification', title, body });
    }
    close() {
      spoken.push({ kind: 'closed' });
    }
  }
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    spoken.push({ kind: 'note' });
    start.apply(this, when);
  };
  Object.assign(window, { Notification: FakeNotification, notes });
  // Tabs let the one that shows a message go first for 200 ms, or 500: on a busy machine that is no time at all.
  const { setTimeout: later } = window;
  const patient = (act: () => void, ms?: number) => later(act, ms === 200 || ms === 500 ? 5 * ms : ms);
  Object.assign(window, { setTimeout: patient });
}

describeIf('chromium', 'being told of what comes elsewhere', () => {
  let visitors: Visitors;
  let context: BrowserContext;
  let page: Page;
  let withBob: number;
  let withEve: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    withBob = await visitors.chatOf(visitors.ada, visitors.bob);
    withEve = await visitors.chatOf(visitors.ada, visitors.eve);
    const first = await visitors.page(visitors.ada, '/home/');
    context = first.context();
    await context.addInitScript(listenIn);
    page = await context.newPage();
    // Nobody listens in there, and it would speak in the place of another tab.
    await first.close();
    page.on('pageerror', (error) => visitors.problems.push(error.message));
  });
  afterAll(() => visitors.close());

  const notesOf = (tab: Page) =>
    tab.evaluate(() => (window as unknown as { notes: { spoken: Spoken[]; asked: number } }).notes);
  const notifications = async (...tabs: Page[]) => {
    const all = await Promise.all(tabs.map(notesOf));
    return all.flatMap(({ spoken }) => spoken.filter(({ kind }) => kind === 'notification').map(({ body }) => body));
  };
  const goLive = async (path: string): Promise<void> => {
    await Promise.all([live(page), page.goto(path)]);
  };
  const open = async (path: string): Promise<Page> => {
    const tab = await context.newPage();
    await tab.goto(path);
    await tab.locator('.sidebar .chat-row').first().waitFor();
    return tab;
  };

  it('nothing is asked and nothing said before somebody switches it on', async () => {
    await page.goto(`/chat-web/${withBob}`);
    await visitors.say(visitors.eve, withEve, 'unheard');
    await page.locator('.toast', { hasText: 'unheard' }).waitFor();

    expect(await notesOf(page)).toEqual({ spoken: [], asked: 0 });
  });

  it('the switches ask the browser, and say when it refuses', async () => {
    await page.goto('/settings/');
    await page.evaluate(() => Object.assign(Notification, { permission: 'denied' }));
    const desktop = page.getByRole('switch', { name: 'Desktop notifications' });
    await desktop.click();
    await page.locator('#desktop-hint', { hasText: 'Blocked by this browser.' }).waitFor();
    expect(await desktop.isChecked()).toBe(false);
    expect((await notesOf(page)).asked).toBe(1);

    await page.evaluate(() => Object.assign(Notification, { permission: 'granted' }));
    await desktop.click();
    await page.getByRole('switch', { name: 'Sound for new messages' }).click();
    await page.reload();

    for (const name of ['Desktop notifications', 'Sound for new messages']) {
      expect(await page.getByRole('switch', { name }).isChecked()).toBe(true);
    }
    expect((await notesOf(page)).asked).toBe(0);
  });

  it('an offered file is said once, in one tab, and taken back when it is answered', async () => {
    await page.goto(`/chat-web/${withBob}`);
    const home = await open('/home/');
    const eve = await visitors.page(visitors.eve, `/chat-web/${withEve}`);
    const offer = (name: string) =>
      eve.getByLabel('Files to send').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
    await eve.locator('.pane-head__online', { hasText: 'Online' }).waitFor();

    await offer('plan.txt');
    await soon(async () => (await notifications(page, home)).length > 0);
    const late = await open('/home/');
    await late.locator('.sidebar .chat-row', { hasText: 'Wants to send you a file' }).waitFor();
    await visitors.say(visitors.eve, withEve, 'and this');
    await soon(async () => (await notifications(page, home, late)).includes('and this'));
    const said = await notifications(page, home, late);
    expect([said.length, new Set(said)]).toEqual([2, new Set(['Wants to send you plan.txt', 'and this'])]);
    await eve.locator('.file', { hasText: 'plan.txt' }).getByRole('button', { name: 'Cancel' }).click();
    const closed = async (tab: Page) => (await notesOf(tab)).spoken.some(({ kind }) => kind === 'closed');
    await soon(async () => (await Promise.all([page, home, late].map(closed))).includes(true));
    await late.close();

    await goLive(`/chat-web/${withEve}`);
    await page.bringToFront();
    await offer('seen.txt');
    await page.locator('.file', { hasText: 'seen.txt' }).waitFor();
    await visitors.say(visitors.bob, withBob, 'after the file');
    await soon(async () => (await notifications(page, home)).includes('after the file'));
    expect(await notifications(page, home)).not.toContain('Wants to send you seen.txt');
    await eve.locator('.file', { hasText: 'seen.txt' }).getByRole('button', { name: 'Cancel' }).click();
    const newest = async () => (await visitors.ada.phone.get(`/chat/${withEve}`)).body.messages.at(-1).text as string;
    await soon(async () => (await newest()).includes('seen.txt'));
    await visitors.ada.phone.post('/chat/read-all/');
    await Promise.all([home.close(), eve.context().close()]);
  });

  it('what comes elsewhere is said once, however many tabs are open', async () => {
    await page.goto(`/chat-web/${withBob}`);
    const [home, again] = [await open('/home/'), await open('/home/')];

    await visitors.say(visitors.eve, withEve, 'said once');
    await soon(async () => (await notifications(page, home, again)).length > 0);
    await visitors.say(visitors.eve, withEve, 'and then this');
    await soon(async () => (await notifications(page, home, again)).length > 1);

    expect(await notifications(page, home, again)).toHaveLength(2);
    expect(new Set(await notifications(page, home, again))).toEqual(new Set(['said once', 'and then this']));
    await Promise.all([home.close(), again.close()]);
  });

  it('the chat that one looks at is never announced, not by another tab either', async () => {
    await goLive(`/chat-web/${withBob}`);
    const home = await open('/home/');
    await visitors.say(visitors.bob, withBob, 'in plain sight');
    await shows(page, 'in plain sight');

    await visitors.say(visitors.eve, withEve, 'the next thing said');
    await soon(async () => (await notifications(page, home)).includes('the next thing said'));

    expect(await notifications(page, home)).toEqual(['the next thing said']);
    await home.close();
  });

  it('reading on another device takes the toast and the notification back', async () => {
    await page.goto(`/chat-web/${withBob}`);
    await page.locator('.log').click();
    await visitors.say(visitors.eve, withEve, 'read it on the phone');
    const toast = page.locator('.toast', { hasText: 'read it on the phone' });
    await toast.waitFor();
    await soon(async () => (await notifications(page)).length === 1);
    // The loudspeaker takes its time.
    const heard = async () => (await notesOf(page)).spoken.filter(({ kind }) => kind === 'note');
    await soon(async () => (await heard()).length > 1);
    expect(await heard()).toHaveLength(2);

    await visitors.ada.phone.post(`/chat/${withEve}/read/`);

    // By itself it would go after 6 s.
    await toast.waitFor({ state: 'detached', timeout: 4000 });
    await soon(async () => (await notesOf(page)).spoken.some(({ kind }) => kind === 'closed'));
    await page.waitForFunction(() => !document.title.startsWith('('));
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/icons/favicon.svg');
  });

  it('is counted in the title of pages without the list too', async () => {
    await page.goto('/settings/');
    await visitors.say(visitors.eve, withEve, 'while you were in the settings');

    await page.waitForFunction(() => document.title === '(1) Settings · Parley');
    await visitors.ada.phone.post('/chat/read-all/');
    await page.waitForFunction(() => document.title === 'Settings · Parley');
  });

  it('a chat that is muted from its details makes no sound, no toast and no notification', async () => {
    const muted = await context.newPage();
    await muted.goto(`/chat-web/${withEve}`);
    await muted.getByRole('link', { name: 'Details', exact: true }).click();
    await muted.getByRole('button', { name: 'Mute' }).click();
    await muted.getByText('Notifications are off until').waitFor();
    await muted.locator(`.sidebar .chat-row--muted[data-chat="${withEve}"]`).waitFor();
    await muted.close();
    await page.goto(`/chat-web/${withBob}`);
    const settings = await context.newPage();
    await settings.goto('/settings/');
    await visitors.say(visitors.eve, withEve, 'not now');
    await page.locator(`.sidebar .chat-row[data-chat="${withEve}"]`, { hasText: 'not now' }).waitFor();
    const group = await groupOf(visitors.ada, 'Loud', visitors.eve);
    await visitors.say(visitors.eve, group, 'aloud');
    await page.locator('.toast', { hasText: 'aloud' }).waitFor();
    await soon(async () => (await notifications(page, settings)).includes('aloud'));

    expect(await notifications(page, settings)).not.toContain('not now');
    expect(await page.locator('.toast', { hasText: 'not now' }).count()).toBe(0);
    await settings.close();
  });

  it('of a channel only what names the reader is said', async () => {
    const { channels } = await serverOf(visitors.ada, [visitors.bob], {}, ['general']);
    const group = await groupOf(visitors.ada, 'Apart', visitors.eve);
    await page.goto(`/chat-web/${withBob}`);
    await page.locator('.log').click();
    await visitors.say(visitors.bob, channels[0]!, 'To all of you', 'To you, @Ada');
    await page.locator('.toast', { hasText: 'To you, @Ada' }).waitFor();
    await soon(async () => (await notifications(page)).length > 0);
    await visitors.say(visitors.eve, group, 'apart from it');
    await page.locator('.toast', { hasText: 'apart from it' }).waitFor();

    await soon(async () => (await notifications(page)).length > 1);
    expect(await notifications(page)).toEqual(['To you, @Ada', 'apart from it']);
    expect(await page.locator('.toast', { hasText: 'To all of you' }).count()).toBe(0);
  });

  it('after signing out only the switches are left, also of what arrives in another tab meanwhile', async () => {
    const group = await groupOf(visitors.ada, 'Late', visitors.eve);
    await page.goto('/settings/');
    const other = await open(`/chat-web/${withBob}`);
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await page.route('**/user/logout/', (route) => held.then(() => route.continue()));
    await page.locator('.sidebar').getByRole('button', { name: 'Sign out' }).click({ noWaitAfter: true });
    const kept = async (tab: Page) =>
      new Set(await tab.evaluate(() => Object.keys(localStorage).map((name) => name.split(':')[1])));
    await soon(async () => !(await kept(other)).has('spoken'));
    await visitors.say(visitors.eve, group, 'too late');
    await soon(async () => (await notifications(other)).includes('too late'));

    expect(await kept(other)).toEqual(new Set(['alert']));

    goOn();
    await page.waitForURL('**/user/login/**');
    expect(await kept(page)).toEqual(new Set(['alert']));
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
