import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { newPushKey } from '../../src/config/push-key.js';
import { PushTimes } from '../../src/push/push-times.js';
import { PushService, type PushedBrowser } from '../support/push-service.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { Visitors } from '../support/visitors.js';

const HINT = '#push-hint';
const SWITCH = '#alert-push';

describeIf('chromium', 'a browser whose person is away', () => {
  let service: PushService;
  let device: PushedBrowser;
  let visitors: Visitors;
  let chat: number;
  let page: Page;
  let line: CDPSession;
  let registrationId: string;
  beforeAll(async () => {
    service = await PushService.open();
    device = service.browser();
    visitors = await Visitors.open({ pushKey: newPushKey(), pushToLoopback: true }, (server) =>
      Object.assign(server.get(PushTimes), { gather: 50 }),
    );
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    page = await visitors.page(visitors.bob, '/home/', { serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    line = await page.context().newCDPSession(page);
    line.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      registrationId = registrations[0]?.registrationId ?? registrationId;
    });
    await line.send('ServiceWorker.enable');
    await soon(() => registrationId !== undefined);
  });
  afterAll(async () => {
    await visitors.close();
    await service.close();
    expect(visitors.problems).toEqual([]);
  });

  /** What a browser without a window and a push service of its own cannot do is done here: it may be allowed, and says where it can be reached. */
  const reachable = (context: BrowserContext) =>
    context.addInitScript((subscription) => {
      const made = { options: {}, unsubscribe: async () => true, toJSON: () => subscription };
      PushManager.prototype.subscribe = async () => made as unknown as PushSubscription;
      PushManager.prototype.getSubscription = async () => null;
      const permission = () => (sessionStorage.getItem('allowed') ? 'granted' : 'default');
      Object.defineProperty(Notification, 'permission', { get: permission });
      Notification.requestPermission = async () => permission();
    }, device.subscription);
  /** Nor can it draw what a worker shows: it is kept in the worker instead. */
  const drawing = () =>
    worker().evaluate(() => {
      const drawn: { title: string; tag: string; body: string; data: unknown; close(): void }[] = [];
      const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
      Object.assign(registration, {
        showNotification: async (title: string, { body, tag, data }: { body: string; tag: string; data: unknown }) => {
          const again = drawn.findIndex((other) => other.tag === tag);
          if (again >= 0) drawn.splice(again, 1);
          const one = { title, body, tag, data, close: () => void drawn.splice(drawn.indexOf(one), 1) };
          drawn.push(one);
        },
        getNotifications: async (filter?: { tag: string }) => drawn.filter(({ tag }) => !filter || tag === filter.tag),
      });
      Object.assign(self, { drawn });
    });
  const worker = () => page.context().serviceWorkers()[0]!;
  /** How many pages of ours the worker knows of. */
  const windows = () =>
    worker().evaluate(async () => {
      const { clients } = self as unknown as { clients: { matchAll(of: object): Promise<unknown[]> } };
      return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).length;
    });
  const arrives = (about: object) =>
    line.send('ServiceWorker.deliverPushMessage', {
      origin: visitors.url,
      registrationId,
      data: JSON.stringify(about),
    });
  const shown = () =>
    worker().evaluate(() =>
      (self as unknown as { drawn: Notification[] }).drawn.map(({ title, body, tag }) => ({ title, body, tag })),
    );

  it('says in words why it cannot be told, and can be told once that is allowed', async () => {
    await reachable(page.context());
    await page.goto('/settings/');
    await page.locator(`${SWITCH}:enabled`).waitFor();
    await page.locator(SWITCH).click();
    await page.locator(HINT).getByText('Blocked by this browser.').waitFor();
    expect(await page.locator(SWITCH).isChecked()).toBe(false);

    await page.evaluate(() => sessionStorage.setItem('allowed', 'yes'));
    await page.locator(SWITCH).click();
    await page.locator(HINT).getByText('On for this device.').waitFor();

    const { results } = await (await page.context().request.get('/user/me/push/')).json();
    expect(results).toMatchObject([{ current: true, service: new URL(service.origin).host }]);
    await page.reload();
    await soon(() => page.locator(SWITCH).isChecked());
  });

  /** Somebody clicks what is shown. Only a real click may open or focus windows, so the worker notes what it would. */
  const click = (about: { chat_id: number }) =>
    worker().evaluate(async (data) => {
      const did: string[] = [];
      const { clients } = self as unknown as { clients: object };
      const { WindowClient } = self as unknown as { WindowClient: { prototype: object } };
      Object.assign(WindowClient.prototype, {
        async focus(this: { url: string }) {
          did.push(`focused ${new URL(this.url).pathname}`);
          return this;
        },
      });
      Object.assign(clients, { openWindow: async (path: string) => void did.push(`opened ${path}`) });
      const works: Promise<unknown>[] = [];
      const event = Object.assign(new Event('notificationclick'), {
        notification: { data, close: () => did.push('closed') },
        waitUntil: (work: Promise<unknown>) => works.push(work),
      });
      self.dispatchEvent(event);
      await Promise.all(works);
      return did;
    }, about);

  it('shows who wrote what, until it is read elsewhere', async () => {
    await drawing();
    // Nothing of ours stands in front.
    await page.goto('about:blank');
    await visitors.say(visitors.ada, chat, 'Are you there?');
    const [message] = await device.after(1);

    await arrives(message!);
    await soon(async () => (await shown()).length === 1);
    expect(await shown()).toEqual([{ title: 'ada', body: 'Are you there?', tag: `parley-${chat}` }]);

    await visitors.bob.phone.post(`/chat/${chat}/read/`, {});
    const [, read] = await device.after(2);
    await arrives(read!);
    await soon(async () => (await shown()).length === 0);
  });

  it('leads to the chat when it is clicked: to the tab that shows it, by another one, or in a new one', async () => {
    const path = `/chat-web/${chat}`;
    const other = await page.context().newPage();
    await page.goto('/settings/');
    await other.goto(path);

    expect(await click({ chat_id: chat })).toEqual(['closed', `focused ${path}`]);
    expect([page, other].map((tab) => new URL(tab.url()).pathname)).toEqual(['/settings/', path]);

    await other.close();
    await soon(async () => (await windows()) === 1);
    expect(await click({ chat_id: chat })).toEqual(['closed', `focused ${path}`]);
    await page.waitForURL(`**${path}`);
    await page.locator('.log').waitFor();

    await page.goto('about:blank');
    await soon(async () => (await windows()) === 0);
    expect(await click({ chat_id: chat })).toEqual(['closed', `opened ${path}`]);
  });

  it('is told nothing any more once its person has switched it off', async () => {
    await page.goto('/settings/');
    await soon(() => page.locator(SWITCH).isChecked());

    await page.locator(SWITCH).click();
    await page.locator(HINT).getByText('Off for this device.').waitFor();

    expect((await (await page.context().request.get('/user/me/push/')).json()).results).toEqual([]);
  });

  it('shows a page in words where there is no network, and the pages again when there is one', async () => {
    visitors.line.cut();
    await page.goto('/home/');
    await page.getByRole('heading', { name: 'You are offline' }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).not.toMatch(/^(Times|serif)/);

    visitors.line.mend();
    await page.getByRole('link', { name: 'Try again' }).click();

    await page.locator('#main').waitFor();
    expect(new URL(page.url()).pathname).toBe('/home/');
  });

  it('keeps the files of pages, and nothing that depends on who reads', async () => {
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return lists.flat().map(({ url }) => new URL(url).pathname);
    });

    expect(kept.length).toBeGreaterThan(2);
    expect(kept.filter((path) => !/^\/(assets|icons)\//.test(path))).toEqual([]);
  });
});
