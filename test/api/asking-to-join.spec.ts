import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { Doors } from '../support/doors.js';
import { makeGroup, type MadeGroup } from '../support/groups.js';
import { SocketClient } from '../support/socket-client.js';

let doors: Doors;
let owner: Actor;
let admin: Actor;
let member: Actor;
let bob: Actor;
let group: MadeGroup;
let count = 0;
const clients: SocketClient[] = [];
beforeAll(async () => {
  doors = await Doors.open();
});
afterAll(() => doors.close());
beforeEach(async () => {
  [owner, admin, member, bob] = (await Promise.all(
    Array.from({ length: 4 }, () => doors.town.settle(`person${++count}`)),
  )) as [Actor, Actor, Actor, Actor];
  const people = { owner, admins: [admin], members: [member] };
  group = await makeGroup(doors.town.database, people, { join_by_request: true, visibility: 'public' });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.hangUp();
});

const call = async (who: Actor, method: string, path: string, json?: unknown) => {
  const response = await doors.call(who, method, path, { json });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
};
const listen = async (who: Actor): Promise<SocketClient> => {
  const client = await SocketClient.connect(doors.server, { token: (await doors.bearerOf(who)).slice(7) });
  clients.push(client);
  return client;
};
const decide = (who: Actor, whom: Actor, accept: unknown) =>
  call(who, 'POST', `/group/${group.id}/requests/${whom.id}/`, { accept });
const waiting = async (): Promise<string[]> =>
  (await call(owner, 'GET', `/group/${group.id}/requests/`)).body.results.map(
    ({ username }: { username: string }) => username,
  );
const isMember = async (who: Actor) => (await call(who, 'GET', `/group/${group.id}`)).status === 200;

describe('where admins decide who comes in', () => {
  it.each([
    ['by code', () => call(bob, 'POST', '/group-join/', { code: group.code })],
    ['as a public group', () => call(bob, 'POST', `/group/${group.id}/join/`)],
  ])('joining %s asks them, once', async (_way, join) => {
    const first = await join();
    const again = await join();

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(first.body).toEqual({ id: group.id, name: group.name, detail: expect.stringContaining('asked') });
    expect(again.body).toEqual(first.body);
    expect(await waiting()).toEqual([bob.username]);
    expect(await isMember(bob)).toBe(false);
    const found = await call(bob, 'GET', `/group/discover/?q=${encodeURIComponent(group.name)}`);
    expect(found.body.results).toMatchObject([{ id: group.id, joined: false, requested: true }]);
  });

  it('admins and the owner hear of it, members do not', async () => {
    const [byOwner, byAdmin, byMember] = await Promise.all([owner, admin, member].map(listen));

    await call(bob, 'POST', `/group/${group.id}/join/`);

    for (const client of [byOwner, byAdmin])
      expect(await client!.heard('chat:updated')).toEqual({ chat_id: group.id, requests: 1 });
    await byMember!.settled();
    expect(byMember!.events).toEqual([]);
  });

  it('an admin lets somebody in, who hears of it at once', async () => {
    const [client, byMember] = [await listen(bob), await listen(member)];
    await call(bob, 'POST', `/group/${group.id}/join/`);

    expect((await decide(admin, bob, true)).status).toBe(204);

    expect(await client.heard('chat:added')).toMatchObject({ id: group.id, role: 'member', unread: 1 });
    expect(await byMember.heard('member:joined')).toMatchObject({ members: [{ user_id: bob.id }], member_count: 4 });
    expect(await byMember.heard('message:new')).toMatchObject({
      kind: 'system',
      text: `${admin.username} let ${bob.username} in`,
      event: { name: 'member_joined', actor: { id: admin.id } },
    });
    expect(await waiting()).toEqual([]);
    expect((await decide(admin, bob, true)).status).toBe(404);
  });

  it('an admin may refuse, of which nobody is told, and one may ask again', async () => {
    await call(bob, 'POST', `/group/${group.id}/join/`);
    const client = await listen(bob);

    expect((await decide(admin, bob, false)).status).toBe(204);

    expect([await waiting(), await isMember(bob)]).toEqual([[], false]);
    expect((await client.settled()).events).toEqual([]);
    expect((await call(bob, 'POST', `/group/${group.id}/join/`)).status).toBe(200);
    expect(await waiting()).toEqual([bob.username]);
  });

  it('nobody else may see or decide who comes in', async () => {
    await call(bob, 'POST', `/group/${group.id}/join/`);

    expect((await decide(member, bob, true)).status).toBe(403);
    expect((await decide(bob, bob, true)).status).toBe(404);
    expect((await call(member, 'GET', `/group/${group.id}/requests/`)).status).toBe(403);
    expect((await call(bob, 'GET', `/group/${group.id}/requests/`)).status).toBe(404);
    expect((await decide(admin, bob, 'yes')).status).toBe(400);
    expect((await decide(admin, member, true)).status).toBe(404);
    expect(await isMember(bob)).toBe(false);
  });

  it('one use of a code is one request', async () => {
    await doors.town.database.query('UPDATE groups SET code_max_uses = 1 WHERE chat_id = $1', [group.id]);
    const eve = await doors.town.settle(`person${++count}`);

    const [first, second] = [
      await call(bob, 'POST', '/group-join/', { code: group.code }),
      await call(eve, 'POST', '/group-join/', { code: group.code }),
    ];

    expect([first.status, second.status]).toEqual([200, 404]);
    expect((await call(bob, 'POST', '/group-join/', { code: group.code })).body.detail).toContain('asked');
  });

  it('whoever asks may think better of it by leaving', async () => {
    await call(bob, 'POST', `/group/${group.id}/join/`);
    const byAdmin = await listen(admin);

    expect((await call(bob, 'DELETE', `/group/${group.id}/members/${bob.id}/`)).status).toBe(204);
    expect((await call(bob, 'DELETE', `/group/${group.id}/members/${bob.id}/`)).status).toBe(404);

    expect(await byAdmin.heard('chat:updated')).toEqual({ chat_id: group.id, requests: 0 });
    expect(await waiting()).toEqual([]);
  });

  it('two who decide at once let somebody in once', async () => {
    await call(bob, 'POST', `/group/${group.id}/join/`);

    const statuses = await Promise.all([owner, admin, owner, admin].map((who) => decide(who, bob, true)));

    expect(statuses.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
  });

  it('so many may wait at the most, and the list of them comes in pages, the longest waiting first', async () => {
    await doors.town.database.query(
      `WITH people AS (
         INSERT INTO users (username, username_key, password_hash)
         SELECT n, n, '-' FROM (SELECT 'crowd' || $2 || '.' || i AS n FROM generate_series(1, 500) i) names RETURNING id
       ) INSERT INTO join_requests (chat_id, user_id, created_at)
         SELECT $1, id, date_trunc('milliseconds', now() - id * interval '1 second') FROM people`,
      [group.id, String(count)],
    );

    expect((await call(bob, 'POST', `/group/${group.id}/join/`)).status).toBe(409);

    const times: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call(owner, 'GET', `/group/${group.id}/requests/?limit=200${cursor}`);
      times.push(...body.results.map(({ time }: { time: string }) => time));
      if (!body.next) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(times).toHaveLength(500);
    expect(times).toEqual(times.toSorted());
  });
});
