import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newPushKey } from '../../src/config/push-key.js';
import { PushTimes } from '../../src/push/push-times.js';
import { openApp, type OpenApp } from '../support/app.js';
import type { Phone } from '../support/client.js';
import { person, people, type TestPerson } from '../support/people.js';
import { PushService, type PushedBrowser } from '../support/push-service.js';
import { RawClient } from '../support/raw-client.js';
import { SocketClient } from '../support/socket-client.js';
import { soon } from '../support/soon.js';

const PUSH = '/user/me/push/';

describe('a device that is told of messages', () => {
  let app: OpenApp;
  let there: OpenApp;
  let service: PushService;
  let ada: TestPerson;
  let bob: TestPerson;
  let eve: TestPerson;
  let chat: number;
  let group: number;
  beforeAll(async () => {
    service = await PushService.open();
    const changes = { pushKey: newPushKey(), pushToLoopback: true };
    const shorten = (server: { get(token: typeof PushTimes): PushTimes }) =>
      Object.assign(server.get(PushTimes), { gather: 50, retry: 50 });
    app = await openApp(changes, shorten);
    // A second instance on the same database hears of everything as well.
    there = await openApp({ ...changes, databaseUrl: app.config.databaseUrl }, shorten);
    [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
    chat = (await ada.phone.post('/chat/', { username: 'bob' })).body.id;
    group = (await ada.phone.post('/group/', { name: 'Engines', members: ['bob', 'eve'] })).body.id;
  });
  afterEach(async () => {
    await app.database.query('DELETE FROM push_subscriptions; UPDATE memberships SET muted_until = NULL');
  });
  afterAll(async () => {
    await there.close();
    await app.close();
    await service.close();
    expect(service.refused).toEqual([]);
  });

  const told = async (phone: Phone): Promise<PushedBrowser> => {
    const browser = service.browser();
    const answer = await phone.put(PUSH, browser.subscription);
    expect(answer.status).toBe(200);
    return browser;
  };
  const say = async (who: TestPerson, where: number, text: string): Promise<number> =>
    (await who.phone.post(`/chat/${where}/messages/`, { text })).body.seq;
  /** Everything that was said before this was, was told or will not be. */
  const settle = async (): Promise<void> => {
    const witness = await person(app, `w${Math.random().toString(36).slice(2, 10)}`);
    const { id } = (await ada.phone.post('/chat/', { username: witness.username })).body;
    const browser = await told(witness.phone);
    await say(ada, id, 'Is there more?');
    await browser.after(1);
  };

  it('gets a message that nobody reads, sealed for it alone, once, with two instances running', async () => {
    const browser = await told(bob.phone);

    const seq = await say(ada, chat, 'The engine runs');

    const [push] = await browser.after(1);
    expect(push).toEqual({
      type: 'message',
      chat_id: chat,
      seq,
      title: 'ada',
      body: 'The engine runs',
      time: expect.any(String),
    });
    expect(browser.got[0]!.headers).toMatchObject({ urgency: 'high', topic: `chat-${chat}` });
    await settle();
    expect(browser.got).toHaveLength(1);
  });

  it('gets one for several messages of one moment, and of a group who wrote', async () => {
    const browser = await told(bob.phone);
    const mine = await told(ada.phone);

    await Promise.all(['One', 'Two', 'Three'].map((text) => say(ada, group, text)));

    const [push] = await browser.after(1);
    expect(push).toMatchObject({ title: 'Engines', body: expect.stringMatching(/^ada: (One|Two|Three)$/) });
    await settle();
    expect(browser.pushes.length).toBeLessThanOrEqual(3);
    expect(mine.pushes).toEqual([]);
  });

  it('gets long texts cut, and no more of anything than fits', async () => {
    const browser = await told(bob.phone);

    await say(ada, chat, '🦊'.repeat(4000));

    const [push] = await browser.after(1);
    expect([...(push as { body: string }).body]).toHaveLength(200);
  });

  it('gets nothing of a chat that its person looks at, on whichever device', async () => {
    const [phone, eves] = [await told(bob.phone), await told(eve.phone)];
    const page = await SocketClient.connect({ port: app.port }, { token: bob.phone.access });
    await page.ask('chat:open', { chat_id: group });
    const socket = await RawClient.dial(app, chat, { token: bob.phone.access }).opened();

    await say(ada, group, 'Who looks?');
    await say(ada, chat, 'You do');

    await eves.after(1);
    await settle();
    page.hangUp();
    await socket.hangUp();
    expect(phone.pushes).toEqual([]);
  });

  it('gets nothing of what was read at once, of what is muted, of whom its person blocks, or of what happens to a group', async () => {
    const browser = await told(bob.phone);
    await bob.phone.patch(`/chat/${group}`, { muted_until: 'always' });

    await say(eve, group, 'Quiet');
    await settle();
    await bob.phone.patch(`/chat/${group}`, { muted_until: null });
    await bob.phone.post(`/user/${eve.id}/block/`);
    await say(eve, group, 'Apart');
    await ada.phone.patch(`/group/${group}`, { name: 'Engines' + Math.random() });
    await settle();
    await bob.phone.delete(`/user/${eve.id}/block/`);

    expect(browser.pushes).toEqual([]);
  });

  it('is told once that it was read elsewhere', async () => {
    const [browser, other] = [await told(bob.phone), await told(await bob.anotherPhone())];
    const seq = await say(ada, chat, 'Read me');
    await Promise.all([browser.after(1), other.after(1)]);

    await bob.phone.post(`/chat/${chat}/read/`, {});
    await bob.phone.post(`/chat/${chat}/read/`, {});

    const read = { type: 'read', chat_id: chat, up_to: seq };
    expect((await browser.after(2))[1]).toEqual(read);
    expect((await other.after(2))[1]).toEqual(read);
    await settle();
    expect([browser.got.length, other.got.length]).toEqual([2, 2]);
  });

  it('is told no more once its browser is gone', async () => {
    const browser = await told(bob.phone);
    browser.answers.push({ status: 410 });

    await say(ada, chat, 'Still there?');

    await soon(async () => (await bob.phone.get(PUSH)).body.results.length === 0);
    expect(browser.asked).toBe(1);
  });

  it('is told again when its push service had no time, or was away', async () => {
    const browser = await told(bob.phone);
    browser.answers.push({ status: 429, headers: { 'retry-after': '0' } }, { status: 503 });

    await say(ada, chat, 'Try again');

    await browser.after(1);
    expect(browser.asked).toBe(3);
  });

  it('is listed, and ends with its session, or when its person says so', async () => {
    const other = await bob.anotherPhone();
    const [, second] = [await told(bob.phone), await told(other)];

    const list = (await bob.phone.get(PUSH)).body;
    expect(list.public_key).toHaveLength(87);
    expect(list.results).toEqual([
      {
        session_id: expect.any(Number),
        service: new URL(service.origin).host,
        created: expect.any(String),
        current: true,
      },
      {
        session_id: expect.any(Number),
        service: new URL(service.origin).host,
        created: expect.any(String),
        current: false,
      },
    ]);

    await other.post('/user/logout/', { refresh: other.refresh });
    await soon(async () => (await bob.phone.get(PUSH)).body.results.length === 1);
    expect((await bob.phone.delete(PUSH)).status).toBe(204);
    expect((await bob.phone.get(PUSH)).body.results).toEqual([]);
    await say(ada, chat, 'Nobody is told');
    await settle();
    expect(second.pushes).toEqual([]);
  });

  it('belongs to one person: whoever signs in with it next takes it along', async () => {
    const browser = await told(bob.phone);

    expect((await eve.phone.put(PUSH, browser.subscription)).status).toBe(200);

    expect((await bob.phone.get(PUSH)).body.results).toEqual([]);
    expect((await eve.phone.get(PUSH)).body.results).toHaveLength(1);
  });

  it('can be ended from another device of the same person, and by nobody else', async () => {
    await told(bob.phone);
    const [{ session_id }] = (await bob.phone.get(PUSH)).body.results;

    expect((await eve.phone.delete(`${PUSH}${session_id}/`)).status).toBe(404);
    expect((await (await bob.anotherPhone()).delete(`${PUSH}${session_id}/`)).status).toBe(204);
    expect((await bob.phone.get(PUSH)).body.results).toEqual([]);
  });

  it('is one of twenty of a person at the most: the oldest gives way', async () => {
    const first = await told(bob.phone);
    const phones = await Promise.all(Array.from({ length: 20 }, () => bob.anotherPhone()));
    for (const phone of phones) await told(phone);

    expect((await phones[0]!.get(PUSH)).body.results).toHaveLength(20);
    expect((await bob.phone.get(PUSH)).body.results.every(({ current }: { current: boolean }) => !current)).toBe(true);
    expect(first.asked).toBe(0);
  });

  it('has the address of a push service and real keys, or is refused with a sentence', async () => {
    const { subscription } = service.browser();
    const wrong = [
      { ...subscription, endpoint: 'https://169.254.169.254/latest/meta-data' },
      { ...subscription, endpoint: 'http://push.example.org/x' },
      { ...subscription, endpoint: 'nowhere' },
      { ...subscription, keys: { ...subscription.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } },
      { ...subscription, keys: { ...subscription.keys, auth: 'short' } },
      { endpoint: subscription.endpoint },
      {},
    ];

    for (const body of wrong) {
      const answer = await bob.phone.put(PUSH, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    }
  });
});

describe('a server without a key', () => {
  it('says that it tells nobody', async () => {
    const app = await openApp();
    const [ada] = await people(app, 'ada');
    const service = await PushService.open();

    expect((await ada.phone.get(PUSH)).body).toEqual({ public_key: null, results: [] });
    expect((await ada.phone.put(PUSH, service.browser().subscription)).status).toBe(503);
    await service.close();
    await app.close();
  });
});
