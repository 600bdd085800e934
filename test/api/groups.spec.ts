import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { groupOf, happeningsOf, rolesOf } from '../support/groups.js';
import { person, type TestPerson } from '../support/people.js';

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

describe('making a group', () => {
  it('makes one of people by their usernames, each once and in any case, with oneself as the owner', async () => {
    const made = await ada!.phone.post('/group/', {
      name: '  Project   Team ',
      members: ['BOB', 'bob', 'ada', 'eve'],
    });

    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'group',
        name: 'Project Team',
        role: 'owner',
        member_count: 3,
        lastMessage: 'ada made the group “Project Team”',
        last_sender: null,
        unread: 0,
        visibility: 'private',
        muted_until: null,
        code: expect.stringMatching(/^[A-Z2-7]{16}$/),
      },
    });
    expect(await rolesOf(bob!, made.body.id)).toEqual(['ada owner', 'bob member', 'eve member']);
    expect(await row(bob!, made.body.id)).toMatchObject({ name: 'Project Team', role: 'member', unread: 1 });
    expect((await ada!.phone.get('/chat/')).body).toEqual([]);
    expect((await mia!.phone.get('/group/')).body).toEqual([]);
  });

  it('names those who do not exist, those who block one among them, and makes nothing', async () => {
    await eve!.phone.post(`/user/${ada!.id}/block/`);

    const made = await ada!.phone.post('/group/', { name: 'x', members: ['bob', 'eve', 'no body', 'zoe'] });
    await eve!.phone.delete(`/user/${ada!.id}/block/`);

    expect(made).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { members: ['There is nobody called eve, no body, zoe.'] } },
    });
    expect((await ada!.phone.get('/group/')).body).toEqual([]);
  });

  it.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: '\u200b' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'x', members: 'bob' }, 'members'],
    [{ name: 'x', members: [7] }, 'members.0'],
    [{ name: 'x', visibility: 'secret' }, 'visibility'],
    [{ name: 'x', join_by_request: 'yes' }, 'join_by_request'],
    [{ name: 'x', description: 'x'.repeat(501) }, 'description'],
    [{ name: '2025', visibility: 'public' }, 'name'],
    [{ name: '２０', visibility: 'public' }, 'name'],
    [{ name: 'a/b', visibility: 'public' }, 'name'],
    [{ name: '..', visibility: 'public' }, 'name'],
  ])('refuses %j', async (body, field) => {
    const made = await ada!.phone.post('/group/', body);

    expect(made).toMatchObject({ status: 400, body: { fields: { [field]: [expect.any(String)] } } });
  });

  it('keeps names of public groups apart in any case; private ones may be called anything', async () => {
    const open = { name: 'Café 7', visibility: 'public' };
    const first = await ada!.phone.post('/group/', open);
    const second = await bob!.phone.post('/group/', { ...open, name: 'CAFÉ 7' });
    const both = await Promise.all([eve, mia].map((one) => one!.phone.post('/group/', { ...open, name: 'race' })));
    const privates = await Promise.all([1, 2].map(() => bob!.phone.post('/group/', { name: 'café 7' })));
    const turned = await bob!.phone.patch(`/group/${privates[0]!.body.id}/`, { visibility: 'public' });

    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 409, body: { fields: { name: [expect.any(String)] } } });
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(privates.map(({ status }) => status)).toEqual([201, 201]);
    expect(turned).toMatchObject({ status: 409, body: { fields: { name: [expect.any(String)] } } });
  });
});

describe('a group', () => {
  it('is read under /group/ and /chat/ alike; a private chat only under /chat/', async () => {
    const group = await groupOf(ada!, [bob!]);
    const { body: chat } = await ada!.phone.post('/chat/', { username: 'bob' });
    await bob!.phone.post(`/chat/${group}/messages/`, { text: 'hello' });

    const [under, asChat] = [await ada!.phone.get(`/group/${group}`), await ada!.phone.get(`/chat/${group}`)];

    expect(under.body).toMatchObject({
      id: group,
      kind: 'group',
      chatname: 'The crew',
      username: null,
      is_online: null,
      online_count: 0,
      unread: 1,
      group: { name: 'The crew', role: 'owner', member_count: 2, description: '' },
    });
    expect(under.body.messages.map(({ seq, kind }: Json) => [seq, kind])).toEqual([
      [1, 'system'],
      [2, 'text'],
    ]);
    expect(asChat.body).toEqual(under.body);
    const foreign = await ada!.phone.get(`/group/${chat.id}`);
    const none = await ada!.phone.get('/group/999999');
    expect([foreign.status, foreign.text]).toEqual([404, none.text]);
  });

  it('is not there for a stranger, whatever they try, byte for byte like one that does not exist', async () => {
    const group = await groupOf(ada!, [bob!]);
    const tries = (id: number) => [
      eve!.phone.get(`/group/${id}`),
      eve!.phone.patch(`/group/${id}/`, { name: 'mine' }),
      eve!.phone.delete(`/group/${id}/`),
      eve!.phone.get(`/group/${id}/members/`),
      eve!.phone.post(`/group/${id}/members/`, { usernames: ['mia'] }),
      eve!.phone.patch(`/group/${id}/members/${bob!.id}/`, { role: 'admin' }),
      eve!.phone.delete(`/group/${id}/members/${bob!.id}/`),
      eve!.phone.delete(`/group/${id}/members/${eve!.id}/`),
      eve!.phone.send(`/group/${id}/icon/`, { method: 'PUT', raw: 'x', headers: { 'content-type': 'image/png' } }),
      eve!.phone.delete(`/group/${id}/icon/`),
      eve!.phone.patch(`/chat/${id}/`, { muted_until: null }),
    ];

    const [there, nowhere] = await Promise.all([Promise.all(tries(group)), Promise.all(tries(999_999))]);

    expect(there.map(({ status }) => status)).toEqual(there.map(() => 404));
    expect(there.map(({ text }) => text)).toEqual(nowhere.map(({ text }) => text));
    expect(await rolesOf(ada!, group)).toEqual(['ada owner', 'bob member']);
  });

  it('is changed by admins and not by members; each change is said once, and nothing where nothing changed', async () => {
    const group = await groupOf(ada!, [bob!, eve!]);
    await makeAdmin(group, bob!);

    const refused = await eve!.phone.patch(`/group/${group}/`, { name: 'Mine' });
    const renamed = await bob!.phone.patch(`/group/${group}/`, { name: 'Our crew', description: '' });
    await bob!.phone.patch(`/group/${group}/`, { name: 'Our crew' });
    await bob!.phone.patch(`/group/${group}/`, { description: 'Us', visibility: 'public', join_by_request: true });

    expect(refused).toMatchObject({ status: 403, body: { detail: 'You may not change the group.' } });
    expect(renamed).toMatchObject({ status: 200, body: { id: group, name: 'Our crew', role: 'admin' } });
    expect((await happeningsOf(eve!, group)).slice(2)).toEqual([
      ['group_renamed', 'bob renamed the group to “Our crew”'],
      ['group_changed', 'bob changed the description, made the group public and made joining a matter of asking'],
    ]);
    expect((await eve!.phone.get(`/group/${group}`)).body.group).toEqual({
      name: 'Our crew',
      description: 'Us',
      icon: null,
      visibility: 'public',
      join_by_request: true,
      member_count: 3,
      role: 'member',
    });
  });

  it('counts its system messages as unread for everybody but the one who did it, and never as messages sent', async () => {
    const group = await groupOf(ada!, [bob!]);
    await ada!.phone.patch(`/group/${group}/`, { name: 'a' });
    await ada!.phone.post(`/chat/${group}/messages/`, { text: 'x' });
    await ada!.phone.patch(`/group/${group}/`, { name: 'b' });
    const before = [(await row(ada!, group)).unread, (await row(bob!, group)).unread];

    await ada!.phone.post(`/chat/${group}/read/`, { up_to: 2 });
    const between = (await row(ada!, group)).unread;
    await ada!.phone.post(`/chat/${group}/read/`);
    await bob!.phone.post(`/chat/${group}/read/`, { up_to: 3 });

    expect([before, between]).toEqual([[0, 4], 0]);
    expect([(await row(ada!, group)).unread, (await row(bob!, group)).unread]).toEqual([0, 1]);
    expect((await ada!.phone.get('/stats/')).body).toEqual({ total_conversations: 1, messages_sent: 1, unread: 0 });
  });

  it('lists them with the fields of private chats, newest first', async () => {
    const older = await groupOf(ada!, [bob!], { name: 'Older' });
    const newer = await groupOf(ada!, [bob!], { name: 'Newer' });
    await ada!.phone.post(`/chat/${older}/messages/`, { text: 'hello' });

    const { body } = await bob!.phone.get('/group/');

    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(body).toMatchObject([
      { id: older, name: 'Older', lastMessage: 'hello', unread: 2, time, role: 'member' },
      { id: newer, name: 'Newer', lastMessage: 'ada made the group “Newer”', unread: 1, time, role: 'member' },
    ]);
  });

  it('lists up to the limit and names the next page', async () => {
    const ids = [];
    for (const name of ['one', 'two', 'three']) ids.unshift(await groupOf(ada!, [], { name }));

    const first = await ada!.phone.get('/group/?limit=2');
    const link = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')![1]!;
    const second = await ada!.phone.get(link);

    expect([...first.body, ...second.body].map(({ id }: Json) => id)).toEqual(ids);
    expect(second.headers.get('link')).toBeNull();
    expect((await ada!.phone.get('/group/?cursor=x')).status).toBe(400);
  });
});

describe('making groups', () => {
  it('is limited by rate, so that nobody is flooded with them', async () => {
    const strict = await openApp({ rateLimit: true });
    const owner = await person(strict, 'owner');

    const answers = [];
    for (let n = 0; n < 101; n++) answers.push((await owner.phone.post('/group/', { name: `no. ${n}` })).status);
    await strict.close();

    expect(answers.slice(0, 100).every((status) => status === 201)).toBe(true);
    expect(answers[100]).toBe(429);
  });
});
