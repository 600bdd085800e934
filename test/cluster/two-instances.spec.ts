import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/client.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';
import { type Place, TwoInstances } from '../support/two-instances.js';
import { upTo } from '../support/world.js';

describeIf('redis-server', 'people on different instances', () => {
  let two: TwoInstances;
  beforeAll(async () => {
    two = await TwoInstances.open();
  });
  afterEach(() => two.town.hangUp());
  afterAll(() => two.close());

  const chatOf = (...names: string[]) => two.town.chat(...names);

  describe('write to each other', () => {
    it('over both kinds of socket, each message once, and strangers hear nothing', async () => {
      const chat = await chatOf('ada', 'bob');
      const [ada, bob] = [await two.raw('ada', chat, 'here'), await two.raw('bob', chat, 'there')];
      const [page, eve] = [await two.io('bob', 'there'), await two.io('eve', 'there')];

      ada.send({ type: 'message', text: 'Hello', client_id: 'a' });
      const heard = await bob.heard('message');
      bob.send({ type: 'message', text: 'Hello yourself' });
      await ada.heard('message', ({ seq }) => seq === 2);

      expect(heard).toEqual(ada.ofType('message')[0]);
      expect(heard).toMatchObject({ chat_id: chat, text: 'Hello', sender_username: 'ada', seq: 1, client_id: 'a' });
      await soon(() => page.of('message:new').length === 2);
      expect([bob.texts(), ada.texts()]).toEqual([page.texts(), page.texts()]);
      expect((await eve.settled()).texts()).toEqual([]);
    });

    it('at once, and everybody everywhere hears the same, in the order of seq, without gap or repeat', async () => {
      const chat = await chatOf('ada', 'bob', 'eve');
      const clients = await Promise.all(
        (['here', 'there'] as Place[]).flatMap((place) =>
          ['ada', 'bob', 'eve'].map((name) => two.raw(name, chat, place)),
        ),
      );
      const EACH = 150;

      for (let n = 0; n < EACH; n++)
        for (const client of clients) client.send({ type: 'message', text: `${n}`, client_id: `${n}` });
      // One person's two devices use the same client_id: one message of the two.
      const all = EACH * 3;
      await Promise.all(clients.map((client) => client.heard('message', ({ seq }) => seq === all)));

      const seqs = clients.map((client) => client.ofType('message').map(({ seq }) => seq));
      const ids = clients.map((client) =>
        client
          .ofType('message')
          .map(({ id }) => id)
          .join(),
      );
      expect(seqs.every((heard) => heard.join() === upTo(all).join())).toBe(true);
      expect(new Set(ids).size).toBe(1);
    });

    it('the same client_id on both, fifty times at once, is one message', async () => {
      const chat = await chatOf('ada', 'bob');
      const bob = await two.raw('bob', chat, 'there');
      const phones = [two.phone('ada', 'here'), two.phone('ada', 'there')];

      const answers = await Promise.all(
        upTo(50).map((n) => phones[n % 2]!.post(`/chat/${chat}/messages/`, { text: 'once', client_id: 'x' })),
      );

      expect(answers.filter(({ body }) => body.id !== answers[0]!.body.id)).toEqual([]);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      await bob.heard('message');
      await two.phone('ada', 'here').post(`/chat/${chat}/messages/`, { text: 'another', client_id: 'y' });
      await bob.heard('message', ({ text }) => text === 'another');
      expect(bob.texts()).toEqual(['once', 'another']);
    });

    it('a chat that both open at once on both instances is one, and both are shown it', async () => {
      await two.here.database.query('DELETE FROM chats');
      const pages = [await two.io('ada', 'here'), await two.io('bob', 'there')];

      const answers = await Promise.all(
        upTo(100).map((n) =>
          n % 2
            ? two.phone('ada', n % 4 === 1 ? 'here' : 'there').post('/chat/', { username: 'bob' })
            : two.phone('bob', n % 4 === 0 ? 'here' : 'there').post('/chat/', { username: 'ada' }),
        ),
      );
      const [row] = [answers[0]!.body];
      const shown = await Promise.all(pages.map((page) => page.heard('chat:added')));
      await two.phone('ada', 'there').post(`/chat/${row.id}/messages/`, { text: 'first' });

      expect(answers.filter(({ body }) => body.id !== answers[0]!.body.id)).toEqual([]);
      expect(shown.map(({ username }) => username)).toEqual(['bob', 'ada']);
      for (const page of pages) await page.heard('message:new', ({ text }) => text === 'first');
    });
  });

  it('see each other type and read, as far as each allows', async () => {
    const chat = await chatOf('ada', 'bob');
    const [ada, bob] = [await two.raw('ada', chat, 'here'), await two.io('bob', 'there')];
    ada.send({ type: 'message', text: 'Hello' });
    await bob.heard('message:new');

    await bob.ask('typing:start', { chat_id: chat });
    await bob.ask('message:read', { chat_id: chat, up_to: 1 });

    expect(await ada.heard('typing')).toMatchObject({ sender_username: 'bob' });
    expect(await ada.heard('read')).toMatchObject({ username: 'bob', up_to: 1 });

    await two.phone('ada', 'there').patch('/user/me/', { receipts_visible: false });
    ada.send({ type: 'message', text: 'Again' });
    await bob.heard('message:new', ({ seq }) => seq === 2);
    await bob.ask('message:read', { chat_id: chat, up_to: 2 });
    await bob.ask('message:send', { chat_id: chat, text: 'after the receipt' });
    await ada.heard('message', ({ seq }) => seq === 3);
    expect(ada.ofType('read')).toHaveLength(1);
    await two.phone('ada', 'here').patch('/user/me/', { receipts_visible: true });
  });

  it('see each other come and go', async () => {
    const chat = await chatOf('ada', 'bob');
    await two.here.database
      .query('INSERT INTO private_chats (low_id, high_id, chat_id) VALUES ($1, $2, $3)', [
        two.town.id('ada'),
        two.town.id('bob'),
        chat,
      ])
      .catch(() => undefined);
    const ada = await two.io('ada', 'here');
    const of = (online: boolean) => (payload: Json) =>
      payload.user_id === two.town.id('bob') && payload.is_online === online;

    const bob = await two.raw('bob', chat, 'there');
    await ada.heard('presence', of(true));
    const begun = performance.now();
    await bob.hangUp();
    await ada.heard('presence', of(false));

    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  describe('see who else is in the room', () => {
    const names = (frame: Json) => frame.users.map(({ username }: Json) => username).toSorted();
    const are =
      (...expected: string[]) =>
      (frame: Json) =>
        names(frame).join() === expected.join();

    it('on entry and when somebody comes or goes, over both kinds of socket', async () => {
      const group = await chatOf('ada', 'bob', 'eve');
      const ada = await two.raw('ada', group, 'here');
      await ada.heard('users', are('ada'));

      const bob = await two.raw('bob', group, 'there');
      await bob.heard('users', are('ada', 'bob'));
      await ada.heard('users', are('ada', 'bob'));
      expect(await ada.heard('join')).toMatchObject({ username: 'bob' });
      const eve = await two.io('eve', 'there');
      await eve.ask('chat:open', { chat_id: group });
      await ada.heard('users', are('ada', 'bob', 'eve'));
      await eve.heard('room:users', are('ada', 'bob', 'eve'));

      await bob.hangUp();
      expect(await ada.heard('exit')).toMatchObject({ username: 'bob' });
      await eve.heard('room:users', are('ada', 'eve'));
      await ada.hangUp();
      await eve.heard('room:users', are('eve'));
    });

    it('as people: one who has a device on each is there until the last one goes', async () => {
      const group = await chatOf('ada', 'bob', 'eve');
      const [ada, here, there] = [
        await two.raw('ada', group, 'here'),
        await two.raw('bob', group, 'here'),
        await two.raw('bob', group, 'there'),
      ];
      await ada.heard('users', are('ada', 'bob'));
      await there.heard('users', are('ada', 'bob'));

      await here.hangUp();
      const eve = await two.raw('eve', group, 'there');
      await ada.heard('join', ({ username }) => username === 'eve');
      expect(ada.ofType('exit')).toEqual([]);
      await there.hangUp();

      expect(await ada.heard('exit')).toMatchObject({ username: 'bob' });
      await eve.heard('users', are('ada', 'eve'));
    });

    it('again after signals were lost', async () => {
      const group = await chatOf('ada', 'bob', 'eve');
      const ada = await two.raw('ada', group, 'here');
      await two.redis.stop();
      const bob = await two.raw('bob', group, 'there');
      await bob.heard('users', are('bob'));

      await two.redis.startAgain();

      await ada.heard('users', are('ada', 'bob'));
      await bob.heard('users', are('ada', 'bob'));
      await two.hearing();
    });

    it('and whoever hides disappears from it, everywhere', async () => {
      const group = await chatOf('ada', 'bob', 'eve');
      const [ada, bob] = [await two.raw('ada', group, 'here'), await two.raw('bob', group, 'there')];
      await ada.heard('users', are('ada', 'bob'));

      await two.phone('bob', 'there').patch('/user/me/', { lastseen_visible: false });

      await ada.heard('exit', ({ username }) => username === 'bob');
      await bob.settled();
      await two.phone('bob', 'there').patch('/user/me/', { lastseen_visible: true });
      await ada.heard('users', (frame) => ada.ofType('users').indexOf(frame) > 1 && are('ada', 'bob')(frame));
    });
  });

  describe('are signed out everywhere', () => {
    const within = async (what: Promise<unknown>, ms: number) => {
      const begun = performance.now();
      await what;
      expect(performance.now() - begun).toBeLessThan(ms);
    };

    it('when a device is signed out on another instance, and its token is worth nothing there', async () => {
      const chat = await chatOf('ada', 'bob');
      const phone = await two.town.person('ada').anotherPhone();
      const [raw, page] = [
        await two.raw('ada', chat, 'there', { token: phone.access }),
        await two.io('ada', 'there', phone.access),
      ];
      const kept = await two.raw('ada', chat, 'there');

      expect((await phone.post('/user/logout/', { refresh: phone.refresh })).status).toBe(204);

      await within(Promise.all([raw.ended(), page.gone()]), 2_000);
      expect(raw.closed?.code).toBe(4401);
      const late = await two.town.dial(chat, { token: phone.access, port: two.there.port }).ended();
      expect(late).toBe(4401);
      await kept.settled();
    });

    it('when the password is changed, except where it was', async () => {
      const eve = two.town.person('eve');
      const group = await chatOf('ada', 'bob', 'eve');
      const other = await eve.anotherPhone();
      const [ends, stays] = [
        await two.raw('eve', group, 'there', { token: other.access }),
        await two.raw('eve', group, 'there'),
      ];

      const { status } = await two.phone('eve', 'here').post('/user/me/password/', {
        current: eve.password,
        new: 'another good pass phrase',
      });

      expect(status).toBe(204);
      await within(ends.ended(), 2_000);
      await stays.settled();
    });

    it('when a refresh token is used twice, on whichever instance', async () => {
      const chat = await chatOf('ada', 'bob');
      const phone = await two.town.person('bob').anotherPhone();
      const raw = await two.raw('bob', chat, 'there', { token: phone.access });
      const refresh = (place: Place) => two.phone('bob', place).post('/api/token/refresh/', { refresh: phone.refresh });

      expect((await refresh('there')).status).toBe(200);
      expect((await refresh('here')).status).toBe(401);

      await within(raw.ended(), 2_000);
      expect(raw.closed?.code).toBe(4401);
    });
  });

  it('who is removed from a chat stops hearing it on every instance', async () => {
    const group = await chatOf('ada', 'bob', 'eve');
    const [ada, bob, page] = [
      await two.raw('ada', group, 'here'),
      await two.raw('bob', group, 'there'),
      await two.io('bob', 'there'),
    ];

    await two.here.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [
      group,
      two.town.id('bob'),
    ]);
    two.town.publish('member left', two.town.leaving('bob', group));
    ada.send({ type: 'message', text: 'without bob' });

    expect(await bob.ended()).toBe(4403);
    expect(await page.heard('chat:removed')).toEqual({ chat_id: group, reason: 'removed' });
    await ada.heard('ack');
    expect((await page.settled()).texts()).toEqual([]);
  });
});
