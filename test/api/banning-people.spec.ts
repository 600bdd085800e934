import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import type { OpenApp } from '../support/app.js';
import { Doors } from '../support/doors.js';
import { makeGroup, type MadeGroup } from '../support/groups.js';
import { RawClient } from '../support/raw-client.js';
import { SocketClient } from '../support/socket-client.js';

let doors: Doors;
let owner: Actor;
let admin: Actor;
let other: Actor;
let bob: Actor;
let eve: Actor;
let group: MadeGroup;
let count = 0;
beforeAll(async () => {
  doors = await Doors.open();
});
afterAll(() => doors.close());
beforeEach(async () => {
  [owner, admin, other, bob, eve] = (await Promise.all(
    Array.from({ length: 5 }, () => doors.town.settle(`person${++count}`)),
  )) as [Actor, Actor, Actor, Actor, Actor];
  const people = { owner, admins: [admin, other], members: [bob] };
  group = await makeGroup(doors.town.database, people, { visibility: 'public' });
});

const call = async (who: Actor, method: string, path: string, json?: unknown) => {
  const response = await doors.call(who, method, path, { json });
  const text = await response.text();
  return { status: response.status, text, body: text ? JSON.parse(text) : undefined };
};
const ban = (who: Actor, { id }: Actor) => call(who, 'PUT', `/group/${group.id}/bans/${id}/`);
const lift = (who: Actor, { id }: Actor) => call(who, 'DELETE', `/group/${group.id}/bans/${id}/`);
const banned = async (): Promise<string[]> =>
  (await call(admin, 'GET', `/group/${group.id}/bans/`)).body.results.map(
    ({ username }: { username: string }) => username,
  );
const tokenOf = async (who: Actor) => (await doors.bearerOf(who)).slice(7);
const raw = async (who: Actor, place: string) =>
  RawClient.dial(doors.server as unknown as OpenApp, `/ws/chat/${place}/`, { token: await tokenOf(who) }).opened();

describe('banning somebody', () => {
  it('puts a member out at once, on every socket, and says so in the chat', async () => {
    const [socket, phone, stays] = [
      await SocketClient.connect(doors.server, { token: await tokenOf(bob) }),
      await raw(bob, String(group.id)),
      await raw(admin, String(group.id)),
    ];

    expect((await ban(admin, bob)).status).toBe(204);

    expect(await phone.ended()).toBe(4403);
    expect(await socket.heard('chat:removed')).toEqual({ chat_id: group.id, reason: 'banned' });
    expect(await stays.heard('message')).toMatchObject({
      kind: 'system',
      text: `${admin.username} banned ${bob.username}`,
      event: { name: 'member_banned' },
    });
    await socket.settled();
    expect([socket.texts(), phone.texts()]).toEqual([[], []]);
    expect(await banned()).toEqual([bob.username]);
    socket.hangUp();
    await stays.hangUp();
  });

  it('leaves no way in, and none of them tells', async () => {
    const none = { code: 'AAAAAAAAAAAAAAAA', group: 2_000_000_001, name: 'no such group' };
    await ban(admin, bob);

    const [byCode, byWrong] = [
      await call(bob, 'POST', '/group-join/', { code: group.code }),
      await call(bob, 'POST', '/group-join/', { code: none.code }),
    ];
    const [joined, joinedNone] = [
      await call(bob, 'POST', `/group/${group.id}/join/`),
      await call(bob, 'POST', `/group/${none.group}/join/`),
    ];
    const [named, namedNone] = [await raw(bob, encodeURIComponent(group.name)), await raw(bob, 'none')];
    const found = await call(bob, 'GET', `/group/discover/?q=${encodeURIComponent(group.name)}`);

    expect([byCode.status, byCode.text]).toEqual([404, byWrong.text]);
    expect([joined.status, joined.text]).toEqual([404, joinedNone.text]);
    expect([await named.ended(), await namedNone.ended()]).toEqual([4404, 4404]);
    expect([named.closed, named.frames]).toEqual([namedNone.closed, namedNone.frames]);
    expect(found.body.results).toEqual([]);
  });

  it('is nothing that happens to oneself, one’s equals or the owner', async () => {
    expect((await ban(admin, other)).status).toBe(403);
    expect((await ban(admin, owner)).status).toBe(403);
    expect((await ban(admin, admin)).status).toBe(403);
    expect((await ban(bob, eve)).status).toBe(403);
    expect((await ban(eve, bob)).status).toBe(404);
    expect((await lift(bob, eve)).status).toBe(403);
    expect(await banned()).toEqual([]);

    expect((await ban(owner, other)).status).toBe(204);
    expect((await call(other, 'GET', `/group/${group.id}`)).status).toBe(404);
  });

  it('keeps somebody from coming who was never there, and forgets that they asked', async () => {
    await doors.town.database.query('INSERT INTO join_requests (chat_id, user_id) VALUES ($1, $2)', [group.id, eve.id]);

    expect((await ban(admin, eve)).status).toBe(204);

    expect((await call(admin, 'GET', `/group/${group.id}/requests/`)).body.results).toEqual([]);
    expect((await call(eve, 'POST', '/group-join/', { code: group.code })).status).toBe(404);
    expect((await call(admin, 'PUT', `/group/${group.id}/bans/2000000001/`)).status).toBe(404);
  });

  it('twice is once, and so is lifting it; then one may join again', async () => {
    await ban(admin, bob);
    expect((await ban(other, bob)).status).toBe(204);
    expect((await lift(admin, bob)).status).toBe(204);
    expect((await lift(admin, bob)).status).toBe(204);

    const { body } = await call(admin, 'GET', `/group/${group.id}`);
    const names = body.messages.map(({ event }: { event: { name: string } }) => event.name);
    expect(names).toEqual(['member_banned', 'ban_lifted']);
    expect((await call(bob, 'POST', '/group-join/', { code: group.code })).status).toBe(200);
  });

  it('somebody who blocks the admin can be put out, but not looked for', async () => {
    const hidden = await doors.town.settle(`person${++count}`);
    await doors.town.blocks.block(bob, admin.id);
    await doors.town.blocks.block(hidden, admin.id);

    expect((await ban(admin, bob)).status).toBe(204);
    const [blocked, none] = [await ban(admin, hidden), await call(admin, 'PUT', `/group/${group.id}/bans/2000000001/`)];
    expect([blocked.status, blocked.text]).toEqual([404, none.text]);
  });
});
