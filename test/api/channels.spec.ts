import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { person, type TestPerson } from '../support/people.js';
import { makeChannel, serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
let server: number;
beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = [await person(app, 'ada'), await person(app, 'bob'), await person(app, 'eve')];
});
beforeEach(async () => {
  await deleteChats(app.database);
  server = (await serverOf(ada!, [bob!])).id;
});
afterAll(() => app.close());

const path = (channel?: number) => `/server/${server}/channels/${channel ? `${channel}/` : ''}`;
const names = async (): Promise<string[]> => (await bob!.phone.get(path())).body.map(({ name }: Json) => name);

describe('channels', () => {
  it('are made by admins, with a name and a topic, and stand in the order in which they were made', async () => {
    const made = await ada!.phone.post(path(), { name: ' general  talk ', topic: 'Whatever comes' });
    await makeChannel(ada!, server, 'plans');

    expect(made).toMatchObject({ status: 201, body: { name: 'general talk', topic: 'Whatever comes' } });
    expect(made.body.id).toBe(made.body.chat_id);
    expect(await names()).toEqual(['general talk', 'plans']);
    expect(await bob!.phone.post(path(), { name: 'mine' })).toMatchObject({
      status: 403,
      body: { detail: 'You may not make channels.' },
    });
    expect((await eve!.phone.post(path(), { name: 'mine' })).status).toBe(404);
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'x', topic: 'x'.repeat(251) }, 'topic'],
    [{ name: 'x', topic: null }, 'topic'],
  ])('are not made of %j', async (body, field) => {
    expect(await ada!.phone.post(path(), body)).toMatchObject({
      status: 400,
      body: { fields: { [field]: [expect.any(String)] } },
    });
  });

  it('have a name each, whatever the case', async () => {
    await makeChannel(ada!, server, 'Plans');
    const other = await makeChannel(ada!, server, 'general');

    const again = await ada!.phone.post(path(), { name: 'PLANS' });
    const renamed = await ada!.phone.patch(path(other.id), { name: 'plans' });

    for (const { status, body } of [again, renamed])
      expect([status, body.fields.name]).toEqual([
        409,
        ['This server has a channel of this name already. Choose another name.'],
      ]);
  });

  it('are renamed, given a topic, and put in order by admins', async () => {
    const [one, two, three] = [
      await makeChannel(ada!, server, 'one'),
      await makeChannel(ada!, server, 'two'),
      await makeChannel(ada!, server, 'three'),
    ];

    expect((await ada!.phone.patch(path(two.id), { topic: 'Second' })).body).toMatchObject({ topic: 'Second' });
    const ordered = await ada!.phone.patch(path(), { order: [three.id, one.id, two.id] });

    expect(ordered.body.map(({ name }: Json) => name)).toEqual(['three', 'one', 'two']);
    expect(await names()).toEqual(['three', 'one', 'two']);
    const { body: said } = await bob!.phone.get(`/chat/${two.id}`);
    await ada!.phone.patch(path(two.id), { name: 'second', topic: 'Next' });
    await ada!.phone.patch(path(two.id), { name: 'second' });
    const { body: more } = await bob!.phone.get(`/chat/${two.id}`);
    expect(said.messages.map(({ kind, text }: Json) => [kind, text])).toEqual([
      ['system', 'ada changed the topic to “Second”'],
    ]);
    expect(more.messages.slice(1).map(({ text, event }: Json) => [text, event.name])).toEqual([
      ['ada renamed the channel to “second” and changed the topic to “Next”', 'channel_changed'],
    ]);
    await ada!.phone.patch(path(two.id), { name: 'two', topic: '' });
    for (const order of [[], [one.id], [one.id, two.id, two.id], [one.id, two.id, three.id, 2_000_000_000]])
      expect((await ada!.phone.patch(path(), { order })).body.detail).toBe(
        'Name each of the 3 channels of the server once.',
      );
    for (const order of [null, 'x', [one.name], [1.5]])
      expect((await ada!.phone.patch(path(), { order })).status).toBe(400);
    expect((await bob!.phone.patch(path(), { order: [one.id, two.id, three.id] })).status).toBe(403);
    expect((await bob!.phone.patch(path(one.id), { name: 'x' })).status).toBe(403);
  });

  it('are not found under another server', async () => {
    const { id: other, channels } = await serverOf(ada!, [], {}, ['elsewhere']);

    expect((await ada!.phone.patch(path(channels[0]), { name: 'x' })).body.detail).toBe('There is no such channel.');
    expect((await ada!.phone.delete(path(channels[0]))).status).toBe(404);
    expect((await ada!.phone.get(`/server/${other}/channels/`)).body).toHaveLength(1);
  });

  it('are deleted by admins, with what was said in them', async () => {
    const { id } = await makeChannel(ada!, server, 'one');
    await makeChannel(ada!, server, 'two');
    await bob!.phone.post(`/chat/${id}/messages/`, { text: 'hello' });

    expect((await bob!.phone.delete(path(id))).status).toBe(403);
    expect((await ada!.phone.delete(path(id))).status).toBe(204);

    expect(await names()).toEqual(['two']);
    expect((await bob!.phone.get(`/chat/${id}`)).status).toBe(404);
    expect((await bob!.phone.post(`/chat/${id}/messages/`, { text: 'hello' })).status).toBe(404);
    expect((await ada!.phone.delete(path(id))).status).toBe(404);
  });

  it('are fifty at the most', async () => {
    await app.database.query(
      `WITH made AS (INSERT INTO chats (kind) SELECT 'channel' FROM generate_series(1, 50) RETURNING id)
       INSERT INTO channels (chat_id, server_id, name, name_key, place) SELECT id, $1, id, id, id FROM made`,
      [server],
    );

    expect(await ada!.phone.post(path(), { name: 'one more' })).toMatchObject({
      status: 409,
      body: { detail: 'A server has at most 50 channels. Delete one first.' },
    });
  });
});

describe('a channel is a chat', () => {
  it('with unread messages, mentions and receipts of its own', async () => {
    const [one, two] = [await makeChannel(ada!, server, 'one'), await makeChannel(ada!, server, 'two')];
    await ada!.phone.post(`/chat/${one.id}/messages/`, { text: 'hello' });
    await ada!.phone.post(`/chat/${one.id}/messages/`, { text: 'look, @bob' });
    const counts = async () =>
      (await bob!.phone.get(`/server/${server}/`)).body.channels.map(({ unread, mentions }: Json) => [
        unread,
        mentions,
      ]);

    expect(await counts()).toEqual([
      [2, 1],
      [0, 0],
    ]);
    expect((await bob!.phone.get('/stats/')).body).toMatchObject({ unread: 2, total_conversations: 2 });
    await bob!.phone.post(`/chat/${one.id}/read/`);

    expect(await counts()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    const { body } = await ada!.phone.get(`/chat/${one.id}/messages/2/readers/`);
    expect(body.results).toMatchObject([{ username: 'bob' }]);
    expect((await bob!.phone.patch(`/chat/${two.id}`, { muted_until: 'always' })).status).toBe(200);
    expect((await bob!.phone.get(path())).body[1].muted_until).toBe('always');
  });

  it('that stands in no list of private chats or groups', async () => {
    const { id } = await makeChannel(ada!, server, 'one');
    await ada!.phone.post(`/chat/${id}/messages/`, { text: 'hello' });

    expect((await bob!.phone.get('/chat/')).body).toEqual([]);
    expect((await bob!.phone.get('/group/')).body).toEqual([]);
    expect((await bob!.phone.get(`/group/${id}`)).status).toBe(404);
    expect((await bob!.phone.get(`/group/${id}/members/`)).status).toBe(404);
  });
});

describe('muting a server', () => {
  const mute = (who: TestPerson, muted_until: unknown) =>
    who.phone.patch(`/server/${server}/membership/`, { muted_until });
  const muted = async (who: TestPerson) => {
    const { body } = await who.phone.get(`/server/${server}/`);
    return [body.muted_until, ...body.channels.map(({ muted_until }: Json) => muted_until)];
  };

  it('mutes all its channels for oneself, those made later too, and leaves what was muted by itself', async () => {
    const [one] = [await makeChannel(ada!, server, 'one'), await makeChannel(ada!, server, 'two')];
    const [soon, later] = ['2100-01-01T00:00:00.000Z', '2200-01-01T00:00:00.000Z'];
    await bob!.phone.patch(`/chat/${one.id}`, { muted_until: later });

    expect(await mute(bob!, soon)).toMatchObject({ status: 200, body: { muted_until: soon } });
    await makeChannel(ada!, server, 'three');

    expect(await muted(bob!)).toEqual([soon, later, soon, soon]);
    expect((await bob!.phone.patch(`/chat/${one.id}`, { muted_until: null })).body).toEqual({ muted_until: soon });
    expect((await bob!.phone.get(`/chat/${one.id}`)).body.muted_until).toBe(soon);
    expect(await muted(ada!)).toEqual([null, null, null, null]);
    expect((await mute(bob!, 'always')).body).toEqual({ muted_until: 'always' });
    expect(await muted(bob!)).toEqual(['always', 'always', 'always', 'always']);
    expect((await mute(bob!, null)).body).toEqual({ muted_until: null });
    expect(await muted(bob!)).toEqual([null, null, null, null]);
  });

  it('is for members, and is over when they leave', async () => {
    await mute(bob!, 'always');
    await bob!.phone.delete(`/server/${server}/membership/`);
    await ada!.phone.post(`/server/${server}/members/`, { usernames: ['bob'] });

    expect(await muted(bob!)).toEqual([null]);
    expect((await mute(bob!, '2020-01-01T00:00:00Z')).body).toEqual({ muted_until: null });
    for (const odd of ['tomorrow', 7, undefined]) expect((await mute(bob!, odd)).status).toBe(400);
    const none = await eve!.phone.patch('/server/2000000000/membership/', { muted_until: null });
    const hidden = await mute(eve!, null);
    expect([hidden.status, hidden.text]).toEqual([404, none.text]);
    expect((await bob!.phone.patch(`/chat/${server}`, { muted_until: 'always' })).status).toBe(404);
  });
});
