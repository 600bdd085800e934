import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { MissedService } from '../../src/messages/missed.service.js';
import type { ChatRow } from '../../src/shared/payloads.js';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { isState, shows, textsOf, Visitors } from '../support/visitors.js';

const gate = () => {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describeIf('chromium', 'two people in two browsers and one on a phone', () => {
  let visitors: Visitors;
  let ada: Page;
  let bob: Page;
  let bobsPhone: RawClient;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    [ada, bob] = await Promise.all([
      visitors.page(visitors.ada, `/chat-web/${chat}`),
      visitors.page(visitors.bob, `/chat-web/${chat}`),
    ]);
    bobsPhone = await RawClient.connect(visitors.app, chat, { token: visitors.bob.phone.access });
  });
  afterAll(async () => {
    await bobsPhone.hangUp();
    await visitors.close();
  });

  const write = async (page: Page, text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };

  it('a message is there at once, reaches everybody, and is marked as read when it was seen', async () => {
    await write(ada, 'Hello Bob');

    await isState(ada, 'Hello Bob', 'read');
    await shows(bob, 'Hello Bob');
    const frame = await bobsPhone.heard('message', ({ text }) => text === 'Hello Bob');
    expect(frame).toMatchObject({ chat_id: chat, sender: visitors.ada.id, seq: 1 });
  });

  it('what the phone says is live in both browsers', async () => {
    bobsPhone.send({ type: 'message', text: 'I am on the tram', client_id: 'tram' });

    await Promise.all([shows(ada, 'I am on the tram'), shows(bob, 'I am on the tram')]);
    expect(await bob.locator('.message--own', { hasText: 'tram' }).count()).toBe(1);
    expect(await ada.locator('.message--own', { hasText: 'tram' }).count()).toBe(0);
  });

  it('nothing shows twice, and all see one order', async () => {
    const texts = Array.from({ length: 10 }, (_, number) => `no. ${number}`);
    for (const text of texts) await write(texts.indexOf(text) % 2 ? ada : bob, text);
    for (const text of texts) await Promise.all([shows(ada, text), shows(bob, text)]);
    for (const page of [ada, bob])
      await page.waitForFunction(
        () => !document.querySelector('.message:is([data-state=sending], [data-state=queued])'),
      );

    const [hers, his] = [await textsOf(ada), await textsOf(bob)];
    expect(hers).toEqual(his);
    expect(new Set(hers).size).toBe(hers.length);
  });

  it('what people write is text, and only links are links', async () => {
    await write(ada, '<img src=x onerror=alert(1)> https://a.example/x javascript:alert(1)');

    await shows(bob, '<img src=x onerror=alert(1)> https://a.example/x javascript:alert(1)');
    expect(await bob.locator('.log img').count()).toBe(0);
    const link = bob.locator('.log a[target=_blank]');
    expect(await link.getAttribute('href')).toBe('https://a.example/x');
    expect(await link.getAttribute('rel')).toContain('noopener');
  });

  it('somebody who looks elsewhere hears of it in the list, the title and a toast', async () => {
    const other = await visitors.chatOf(visitors.ada, visitors.eve);
    await ada.goto(`/chat-web/${other}`);

    await write(bob, 'Are you still there?');

    // Pointed at, it stays until it is clicked.
    await ada.locator('.toast', { hasText: 'Are you still there?' }).hover();
    await ada.locator(`.chat-row[data-chat="${chat}"]`, { hasText: 'Are you still there?' }).waitFor();
    await ada.waitForFunction(() => document.title.startsWith('(1) '));
    expect(await ada.locator('.sidebar .chat-row').first().getAttribute('data-chat')).toBe(String(chat));
    expect(await textsOf(ada)).toEqual([]);
  });

  it('reading on one device clears the others', async () => {
    const home = await visitors.page(visitors.ada, '/home/');
    await home.locator('.waiting .chat-row', { hasText: 'Are you still there?' }).waitFor();

    await ada.locator('.toast__title').click();
    await shows(ada, 'Are you still there?');

    await home.waitForFunction(() => document.querySelector('[data-name=unread]')!.textContent === '0');
    await home.locator('.waiting').waitFor({ state: 'hidden' });
    expect(await home.title()).toBe('Parley');
    await home.context().close();
  });

  it('a first message from somebody new appears in the list, with their name', async () => {
    const home = await visitors.page(visitors.eve, '/home/');
    await visitors.eve.phone.patch('/user/me/', { display_name: 'Eve Polastri' });
    const chatOfTwo = await visitors.chatOf(visitors.eve, visitors.bob);
    await visitors.say(visitors.eve, chatOfTwo, 'We have not met');

    await bob.locator('.sidebar .chat-row', { hasText: 'Eve Polastri' }).getByText('We have not met').waitFor();
    await home.locator('.sidebar .chat-row', { hasText: 'We have not met' }).waitFor();
    await home.context().close();
  });

  it('a list that was read before a message came, and arrives after it, does not show what was said earlier', async () => {
    const missed = visitors.app.get(MissedService);
    const of = missed.of.bind(missed);
    const [made, read, said] = [gate(), gate(), gate()];
    jest.spyOn(missed, 'of').mockImplementation(async (...asked) => {
      // The other pages look now and then.
      if (asked[0].id !== visitors.eve.id) return of(...asked);
      await made.opened;
      const answer = await of(...asked);
      read.open();
      await said.opened;
      return answer;
    });
    const home = await visitors.page(visitors.eve, '/home/');
    const row = (text: string) => home.locator('.sidebar .chat-row', { hasText: text });
    const { id } = (await visitors.eve.phone.post('/group/', { name: 'Walkers', members: ['bob'] })).body;
    made.open();
    await read.opened;
    await visitors.say(visitors.eve, id, 'Who comes along?');
    await row('Walkers').getByText('Who comes along?').waitFor();

    said.open();
    await visitors.say(visitors.bob, await visitors.chatOf(visitors.eve, visitors.bob), 'I do');
    await row('I do').waitFor();

    expect(await row('Walkers').textContent()).toContain('Who comes along?');
    jest.restoreAllMocks();
    await home.context().close();
  });

  it('what was read elsewhere while a list was on its way is not unread again', async () => {
    const id = await visitors.chatOf(visitors.eve, visitors.bob);
    const before = (await visitors.eve.phone.get(`/chat/${id}/`)).body.last_seq;
    await visitors.say(visitors.bob, id, 'At six', 'Or at seven');
    const home = await visitors.page(visitors.eve, '/home/');
    const [read, goOn] = [gate(), gate()];
    await home.route('**/chat/?limit=*', async (route) => {
      const response = await route.fetch();
      const chats: ChatRow[] = await response.json();
      read.open();
      await goOn.opened;
      // Tells when the page has taken it in.
      await route.fulfill({ response, json: chats.map((chat) => ({ ...chat, display_name: 'Bob of the list' })) });
    });
    // How many are left, the page has to ask.
    await visitors.eve.phone.post(`/chat/${id}/read/`, { up_to: before + 1 });
    await read.opened;

    await visitors.eve.phone.post(`/chat/${id}/read/`, { up_to: before + 2 });
    await home.locator(`.sidebar .chat-row[data-chat="${id}"]:not(.chat-row--unread)`).waitFor();
    goOn.open();
    const row = home.locator(`.sidebar .chat-row[data-chat="${id}"]`, { hasText: 'Bob of the list' });
    await row.waitFor();

    expect(await row.getAttribute('data-unread')).toBe('0');
    await home.context().close();
  });

  it('a list that could not be had is asked for again', async () => {
    const id = await visitors.chatOf(visitors.eve, visitors.bob);
    const before = (await visitors.eve.phone.get(`/chat/${id}/`)).body.last_seq;
    await visitors.say(visitors.bob, id, 'By the river', 'Or by the road');
    const home = await visitors.page(visitors.eve, '/home/');
    await home.route('**/chat/?limit=*', (route) => route.fulfill({ status: 429, json: {} }), { times: 1 });

    await visitors.eve.phone.post(`/chat/${id}/read/`, { up_to: before + 1 });

    await home.locator(`.sidebar .chat-row[data-chat="${id}"][data-unread="1"]`).waitFor();
    await home.context().close();
  });

  it('signing out elsewhere ends this page too', async () => {
    await visitors.ada.phone.delete('/user/me/sessions/');

    await ada.waitForURL('**/user/login/?next=*');
  });

  it('no page complained', () => {
    expect(visitors.problems).toEqual([]);
  });
});
