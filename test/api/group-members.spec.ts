import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { groupOf, happeningsOf, rolesOf } from '../support/groups.js';
import { people, person, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob, eve, mia]: TestPerson[] = [];
beforeAll(async () => {
  app = await openApp();
  // One after the other, because lists are in the order of their ids.
  [ada, bob, eve, mia] = [
    await person(app, 'ada'),
    await person(app, 'bob'),
    await person(app, 'eve'),
    await person(app, 'mia'),
  ];
});
beforeEach(() => deleteChats(app.database));
afterAll(() => app.close());

const makeAdmin = (group: number, who: TestPerson) =>
  ada!.phone.patch(`/group/${group}/members/${who.id}/`, { role: 'admin' });
const row = async (who: TestPerson, group: number): Promise<Json> =>
  (await who.phone.get('/group/')).body.find(({ id }: Json) => id === group);

describe('the members of a group', () => {
  it('are listed by role and a page at a time, with presence as far as each shows it', async () => {
    const [ann, ben, cyd] = await people(app, 'ann', 'ben', 'cyd');
    const group = await groupOf(ann!, [ada!, ben!, cyd!]);
    await ann!.phone.patch(`/group/${group}/members/${cyd!.id}/`, { role: 'admin' });
    await ben!.phone.patch('/user/me/', { lastseen_visible: false });

    const first = (await ada!.phone.get(`/group/${group}/members/?limit=3`)).body;
    const second = (await ada!.phone.get(`/group/${group}/members/?limit=3&cursor=${first.next}`)).body;

    expect([...first.results, ...second.results].map(({ username, role }: Json) => `${username} ${role}`)).toEqual([
      'ann owner',
      'cyd admin',
      'ada member',
      'ben member',
    ]);
    expect(second).toMatchObject({ next: null, results: [{ username: 'ben', is_online: null, lastseen: null }] });
    expect(first.results[0]).toEqual({
      user_id: ann!.id,
      username: 'ann',
      display_name: 'ann',
      avatar: null,
      role: 'owner',
      is_online: false,
      lastseen: null,
    });
    expect((await ada!.phone.get(`/group/${group}/members/?cursor=9`)).status).toBe(400);
  });

  it('are added by admins, all or none, and said in one message; a new one has everything, read', async () => {
    const group = await groupOf(ada!, [bob!]);
    await ada!.phone.post(`/chat/${group}/messages/`, { text: 'before you' });

    const refused = await bob!.phone.post(`/group/${group}/members/`, { usernames: ['eve'] });
    const unknown = await ada!.phone.post(`/group/${group}/members/`, { usernames: ['eve', 'zoe'] });
    const added = await ada!.phone.post(`/group/${group}/members/`, { usernames: ['Eve', 'mia', 'bob', 'ada'] });
    const again = await ada!.phone.post(`/group/${group}/members/`, { usernames: ['eve'] });

    expect(refused).toMatchObject({ status: 403, body: { detail: 'You may not add members.' } });
    expect(unknown).toMatchObject({
      status: 400,
      body: { fields: { usernames: ['There is nobody called zoe.'] } },
    });
    expect(added).toMatchObject({ status: 201, body: { member_count: 4 } });
    expect(added.body.members.map(({ username }: Json) => username)).toEqual(['eve', 'mia']);
    expect([again.status, again.body]).toEqual([200, { members: [], member_count: 4 }]);
    expect((await happeningsOf(eve!, group)).slice(1)).toEqual([['member_added', 'ada added eve and mia']]);
    const { body } = await eve!.phone.get(`/group/${group}`);
    expect([body.messages.length, body.unread, body.read_up_to]).toEqual([3, 1, 2]);
    expect(body.messages[2].event).toEqual({
      name: 'member_added',
      actor: { id: ada!.id, username: 'ada' },
      subject: {
        users: [
          { id: eve!.id, username: 'eve' },
          { id: mia!.id, username: 'mia' },
        ],
        count: 2,
      },
    });
  });

  it('cannot be added by somebody whom they block', async () => {
    const group = await groupOf(ada!, [bob!]);
    await mia!.phone.post(`/user/${ada!.id}/block/`);

    const refused = await ada!.phone.post(`/group/${group}/members/`, { usernames: ['mia'] });
    await mia!.phone.delete(`/user/${ada!.id}/block/`);

    expect(refused).toMatchObject({ status: 400, body: { detail: 'There is nobody called mia.' } });
  });

  it('cannot be added while they are banned, and nobody else with them', async () => {
    const group = await groupOf(ada!, [bob!]);
    await ada!.phone.send(`/group/${group}/bans/${mia!.id}/`, { method: 'PUT' });

    const refused = await ada!.phone.post(`/group/${group}/members/`, { usernames: ['eve', 'mia'] });

    expect(refused).toMatchObject({
      status: 409,
      body: { detail: 'mia is banned from this group. Lift the ban first.' },
    });
    expect(await rolesOf(ada!, group)).toEqual(['ada owner', 'bob member']);
  });

  it('are removed by those above them, and have no group any more', async () => {
    const group = await groupOf(ada!, [bob!, eve!, mia!]);
    await Promise.all([makeAdmin(group, bob!), makeAdmin(group, mia!)]);
    const remove = (by: TestPerson, whom: TestPerson) => by.phone.delete(`/group/${group}/members/${whom.id}/`);

    const refused = [await remove(eve!, mia!), await remove(bob!, mia!), await remove(bob!, ada!)];
    const done = [await remove(bob!, eve!), await remove(ada!, mia!)];
    const gone = await remove(ada!, eve!);

    expect(refused.map(({ status, body }) => [status, body.detail])).toEqual([
      [403, 'You may not remove members.'],
      [403, 'You may not remove an admin.'],
      [403, 'You may not remove the owner.'],
    ]);
    expect(done.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect(gone).toMatchObject({ status: 404, body: { detail: 'There is no such member.' } });
    expect([(await eve!.phone.get(`/group/${group}`)).status, await row(eve!, group)]).toEqual([404, undefined]);
    expect((await happeningsOf(bob!, group)).slice(-2)).toEqual([
      ['member_removed', 'bob removed eve'],
      ['member_removed', 'ada removed mia'],
    ]);
    expect((await row(ada!, group)).member_count).toBe(2);
  });

  it('have roles that the owner gives and takes, and one owner, who can hand the group over', async () => {
    const group = await groupOf(ada!, [bob!, eve!]);
    const set = (by: TestPerson, whom: TestPerson, role: string) =>
      by.phone.patch(`/group/${group}/members/${whom.id}/`, { role });

    await set(ada!, bob!, 'admin');
    const refused = [await set(bob!, eve!, 'admin'), await set(bob!, bob!, 'owner'), await set(eve!, eve!, 'admin')];
    const impossible = await set(ada!, ada!, 'member');
    const wrong = await set(ada!, bob!, 'king');
    const same = await set(ada!, bob!, 'admin');
    await set(ada!, bob!, 'member');
    const handed = await set(ada!, eve!, 'owner');

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect([impossible.status, wrong.status, same.status]).toEqual([409, 400, 200]);
    expect(handed.body).toEqual({ user_id: eve!.id, username: 'eve', role: 'owner' });
    expect(await rolesOf(bob!, group)).toEqual(['eve owner', 'ada admin', 'bob member']);
    expect((await happeningsOf(bob!, group)).slice(1)).toEqual([
      ['member_promoted', 'ada made bob an admin'],
      ['member_demoted', 'ada made bob a member again'],
      ['group_handed_over', 'ada handed the group over to eve'],
    ]);
  });

  it('leave by themselves; an owner passes the group on to the oldest admin, then the oldest member', async () => {
    const group = await groupOf(ada!, [bob!]);
    await ada!.phone.post(`/group/${group}/members/`, { usernames: ['eve'] });
    await ada!.phone.post(`/group/${group}/members/`, { usernames: ['mia'] });
    await makeAdmin(group, mia!);
    const leave = (who: TestPerson) => who.phone.delete(`/group/${group}/members/${who.id}/`);

    const left = await leave(ada!);
    const afterwards = await rolesOf(bob!, group);
    await leave(mia!);

    expect([left.status, (await ada!.phone.get(`/group/${group}`)).status]).toEqual([204, 404]);
    expect(afterwards).toEqual(['mia owner', 'bob member', 'eve member']);
    expect(await rolesOf(eve!, group)).toEqual(['bob owner', 'eve member']);
    expect((await happeningsOf(eve!, group)).slice(-2)).toEqual([
      ['member_left', 'ada left; mia is the owner now'],
      ['member_left', 'mia left; bob is the owner now'],
    ]);
  });

  it('do not inherit a group while their account is closed and somebody else is there', async () => {
    const group = await groupOf(ada!, [bob!, eve!]);
    await makeAdmin(group, bob!);
    await app.database.query('UPDATE users SET disabled_at = now() WHERE id = $1', [bob!.id]);

    await ada!.phone.delete(`/group/${group}/members/${ada!.id}/`);
    await app.database.query('UPDATE users SET disabled_at = NULL WHERE id = $1', [bob!.id]);

    expect(await rolesOf(eve!, group)).toEqual(['eve owner', 'bob admin']);
  });
});
