import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { eventually } from '../support/eventually.js';
import { person, type TestPerson } from '../support/people.js';
import { makeChannel, serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = [await person(app, 'ada'), await person(app, 'bob'), await person(app, 'eve')];
});
beforeEach(() => deleteChats(app.database));
afterAll(() => app.close());

const roles = async (server: number): Promise<string[]> =>
  (await ada!.phone.get(`/server/${server}/members/`)).body.results.map(({ username, role }: Json) => [username, role]);
const reads = async (who: TestPerson, chats: number[]): Promise<number[]> =>
  Promise.all(chats.map(async (chat) => (await who.phone.get(`/chat/${chat}`)).status));
const publicServer = () => serverOf(ada!, [], { visibility: 'public' }, ['general', 'plans']);

describe('joining a server', () => {
  it('opens all of its channels, with their history and nothing unread', async () => {
    const { id, channels } = await publicServer();
    await ada!.phone.post(`/chat/${channels[0]}/messages/`, { text: 'before bob' });

    const joined = await bob!.phone.post(`/server/${id}/membership/`);
    const again = await bob!.phone.post(`/server/${id}/membership/`);

    expect(joined).toMatchObject({ status: 201, body: { id, role: 'member', num_members: 2, joined: true } });
    expect(joined.body.channels.map(({ name, unread }: Json) => [name, unread])).toEqual([
      ['general', 0],
      ['plans', 0],
    ]);
    expect([again.status, again.body.num_members]).toEqual([200, 2]);
    const { body } = await bob!.phone.get(`/chat/${channels[0]}`);
    expect(body).toMatchObject({ kind: 'channel', chatname: 'general', unread: 0, online_count: 0 });
    expect(body.channel).toEqual({ server_id: id, name: 'general', topic: '' });
    expect(body.messages.map(({ text }: Json) => text)).toEqual(['before bob']);
    expect((await bob!.phone.post(`/chat/${channels[1]}/messages/`, { text: 'hello' })).status).toBe(201);
    expect(await reads(eve!, channels)).toEqual([404, 404]);
  });

  it('works with its code where it is private, as with that of a group', async () => {
    const { id, code, channels } = await serverOf(ada!, [], {}, ['general']);

    const joined = await bob!.phone.post('/group-join/', { code });
    const again = await bob!.phone.post('/group-join/', { code });

    expect(joined.body).toEqual({ id, kind: 'server', name: 'The yard' });
    expect(again.body.detail).toBe('You are a member of this server already.');
    expect(await reads(bob!, channels)).toEqual([200]);
    await ada!.phone.delete(`/server/${id}/code/`);
    expect((await eve!.phone.post('/group-join/', { code })).status).toBe(404);
    const renewed = await ada!.phone.post(`/server/${id}/code/`, { max_uses: 1 });
    expect((await eve!.phone.post('/group-join/', { code: renewed.body.code })).status).toBe(200);
    expect((await ada!.phone.get(`/server/${id}/code/`)).body).toMatchObject({ max_uses: 1, uses: 1 });
  });

  it('opens channels that are made later to those who are there', async () => {
    const { id } = await serverOf(ada!, [bob!]);

    const { chat_id } = await makeChannel(ada!, id, 'later');

    expect(await reads(bob!, [chat_id])).toEqual([200]);
    expect((await bob!.phone.post(`/chat/${chat_id}/messages/`, { text: 'hello' })).status).toBe(201);
  });

  it('lets a crowd in once each, whatever it does at the same time', async () => {
    const { id, channels } = await publicServer();

    const all = await Promise.all(
      [bob!, eve!, bob!, eve!, bob!].map((who) => who.phone.post(`/server/${id}/membership/`)),
    );

    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201, 201]);
    const [{ count }] = await app.database.query('SELECT count(*) FROM memberships WHERE chat_id = ANY($1::int[])', [
      [id, ...channels],
    ]);
    expect([Number(count), (await ada!.phone.get(`/server/${id}/`)).body.num_members]).toEqual([9, 3]);
  });
});

describe('leaving a server', () => {
  it('closes all of its channels', async () => {
    const { id, channels } = await publicServer();
    await bob!.phone.post(`/server/${id}/membership/`);

    const left = await bob!.phone.delete(`/server/${id}/membership/`);

    expect(left.status).toBe(204);
    expect(await reads(bob!, channels)).toEqual([404, 404]);
    expect((await bob!.phone.post(`/chat/${channels[0]}/messages/`, { text: 'still here?' })).status).toBe(404);
    expect((await bob!.phone.delete(`/server/${id}/membership/`)).status).toBe(404);
    expect((await ada!.phone.get(`/server/${id}/`)).body.num_members).toBe(1);
    const [{ count }] = await app.database.query('SELECT count(*) FROM memberships WHERE user_id = $1', [bob!.id]);
    expect(Number(count)).toBe(0);
  });

  it('passes it on where an owner leaves, and ends it where nobody is left', async () => {
    const { id, channels } = await serverOf(ada!, [bob!], {}, ['general']);

    await ada!.phone.delete(`/server/${id}/membership/`);
    expect((await bob!.phone.get(`/server/${id}/`)).body).toMatchObject({ role: 'owner', num_members: 1 });
    await bob!.phone.delete(`/server/${id}/membership/`);

    expect((await bob!.phone.get(`/server/${id}/`)).status).toBe(404);
    await eventually(async () =>
      expect(await app.database.query('SELECT id FROM chats WHERE id = ANY($1)', [[id, ...channels]])).toEqual([]),
    );
  });
});

describe('the members of a server', () => {
  it('have roles as in groups', async () => {
    const { id } = await serverOf(ada!, [bob!, eve!]);

    expect((await bob!.phone.patch(`/server/${id}/members/${eve!.id}/`, { role: 'admin' })).status).toBe(403);
    expect((await ada!.phone.patch(`/server/${id}/members/${bob!.id}/`, { role: 'admin' })).status).toBe(200);
    expect(await roles(id)).toEqual([
      ['ada', 'owner'],
      ['bob', 'admin'],
      ['eve', 'member'],
    ]);
    expect((await bob!.phone.delete(`/server/${id}/members/${ada!.id}/`)).status).toBe(403);
    expect((await bob!.phone.delete(`/server/${id}/members/${eve!.id}/`)).status).toBe(204);
    expect((await ada!.phone.patch(`/server/${id}/members/${bob!.id}/`, { role: 'owner' })).status).toBe(200);
    expect(await roles(id)).toEqual([
      ['bob', 'owner'],
      ['ada', 'admin'],
    ]);
    expect((await bob!.phone.patch(`/server/${id}/members/${bob!.id}/`, { role: 'member' })).body.detail).toBe(
      'A server needs an owner. Hand it over to somebody else instead.',
    );
  });

  it('are banned from everything: the server is not there for them', async () => {
    const { id, code, channels } = await serverOf(ada!, [bob!], { visibility: 'public' }, ['general']);

    expect((await ada!.phone.put(`/server/${id}/bans/${bob!.id}/`, {})).status).toBe(204);

    expect(await reads(bob!, channels)).toEqual([404]);
    const none = (await bob!.phone.get('/server/2000000000/')).text;
    expect((await bob!.phone.get(`/server/${id}/`)).text).toBe(none);
    expect((await bob!.phone.post(`/server/${id}/membership/`)).text).toBe(none);
    expect((await bob!.phone.get('/server/')).body).toEqual([]);
    expect((await bob!.phone.post('/group-join/', { code })).status).toBe(404);
    expect((await ada!.phone.get(`/server/${id}/bans/`)).body.results).toMatchObject([{ username: 'bob' }]);
    expect((await ada!.phone.post(`/server/${id}/members/`, { usernames: ['bob'] })).body.detail).toBe(
      'bob is banned from this server. Lift the ban first.',
    );
    expect((await ada!.phone.delete(`/server/${id}/bans/${bob!.id}/`)).status).toBe(204);
    expect((await bob!.phone.post(`/server/${id}/membership/`)).status).toBe(201);
  });
});
