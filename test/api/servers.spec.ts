import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { type Json, Stranger } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { eventually } from '../support/eventually.js';
import { groupOf } from '../support/groups.js';
import { person, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = [await person(app, 'ada'), await person(app, 'bob'), await person(app, 'eve')];
});
beforeEach(() => deleteChats(app.database));
afterAll(() => app.close());

const open = (name: string, category = '') => serverOf(ada!, [], { name, category, visibility: 'public' });
const listed = async (who: TestPerson, query = ''): Promise<string[]> => {
  const { status, body, text } = await who.phone.get(`/server/${query}`);
  if (status !== 200) throw new Error(text);
  return body.map(({ name }: Json) => name);
};

describe('making a server', () => {
  it('makes its maker the owner of a place without a channel', async () => {
    const made = await ada!.phone.post('/server/', { name: '  Engine   builders ', category: ' Machines ' });

    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Engine builders',
        description: '',
        category: 'Machines',
        icon: null,
        banner: null,
        visibility: 'private',
        role: 'owner',
        num_members: 1,
        channels: [],
        code: expect.stringMatching(/^[A-Z2-7]{16}$/),
      },
    });
    expect(await listed(ada!)).toEqual(['Engine builders']);
  });

  it.each([
    [{}, 'name'],
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'x', category: 'x'.repeat(41) }, 'category'],
    [{ name: 'x', category: 7 }, 'category'],
    [{ name: 'x', visibility: 'secret' }, 'visibility'],
  ])('refuses %j with a sentence about the field', async (body, field) => {
    expect(await ada!.phone.post('/server/', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: [expect.any(String)] } },
    });
  });
});

describe('the list of servers', () => {
  beforeEach(async () => {
    await open('Engines', 'Machines');
    await open('Looms', 'Machines');
    await open('Poems', 'Words');
    await serverOf(ada!, [bob!], { name: 'Secret looms', category: 'machines' });
  });

  it('has the public ones and those of the caller, for nobody else the private ones', async () => {
    expect(await listed(ada!)).toEqual(['Engines', 'Looms', 'Poems', 'Secret looms']);
    expect(await listed(bob!)).toEqual(['Engines', 'Looms', 'Poems', 'Secret looms']);
    expect(await listed(eve!)).toEqual(['Engines', 'Looms', 'Poems']);
    expect((await new Stranger(app).get('/server/?by_user=true')).status).toBe(401);
  });

  it('is narrowed by category, by quantity, to those of the caller, by id and by name, in every combination', async () => {
    const [{ id: poems }] = (await eve!.phone.get('/server/?category=words')).body;

    expect(await listed(eve!, '?category=MACHINES')).toEqual(['Engines', 'Looms']);
    expect(await listed(eve!, '?category=Machines&qty=1')).toEqual(['Engines']);
    expect(await listed(bob!, '?by_user=true')).toEqual(['Secret looms']);
    expect(await listed(bob!, '?by_user=true&category=machines&qty=5')).toEqual(['Secret looms']);
    expect(await listed(bob!, '?by_user=false&qty=2')).toEqual(['Engines', 'Looms']);
    expect(await listed(eve!, '?by_user=true')).toEqual([]);
    expect(await listed(eve!, `?by_serverid=${poems}`)).toEqual(['Poems']);
    expect(await listed(eve!, `?by_serverid=${poems}&category=machines`)).toEqual([]);
    expect(await listed(eve!, `?by_serverid=${poems}&by_user=true`)).toEqual([]);
    expect(await listed(bob!, '?q=LOOM')).toEqual(['Looms', 'Secret looms']);
    expect(await listed(bob!, '?q=%25')).toEqual([]);
  });

  it('says how many members there are only where that is asked for', async () => {
    const [plain] = (await bob!.phone.get('/server/?by_user=true')).body;
    const [counted] = (await bob!.phone.get('/server/?by_user=true&with_num_members=true')).body;

    expect(plain).not.toHaveProperty('num_members');
    expect(counted).toEqual({ ...plain, num_members: 2 });
    expect(plain).toEqual({
      id: expect.any(Number),
      name: 'Secret looms',
      description: '',
      category: 'machines',
      icon: null,
      banner: null,
      joined: true,
    });
  });

  it('goes on where a page ended', async () => {
    const first = await ada!.phone.get('/server/?qty=2&with_num_members=true');
    const [, next] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];

    const second = await ada!.phone.get(next!);

    expect([...first.body, ...second.body].map(({ name }) => name)).toEqual([
      'Engines',
      'Looms',
      'Poems',
      'Secret looms',
    ]);
    expect(second.body[0].num_members).toBe(1);
    expect(second.headers.get('link')).toBeNull();
  });

  it.each([
    ['qty=0', 'qty must be a whole number from 1 to 200.'],
    ['qty=-1', 'qty must be a whole number from 1 to 200.'],
    ['qty=many', 'qty must be a whole number from 1 to 200.'],
    ['qty=1.5', 'qty must be a whole number from 1 to 200.'],
    ['qty=1&qty=2', 'qty must be given once.'],
    ['by_serverid=NaN', 'by_serverid must be a positive whole number.'],
    ['by_serverid=', 'by_serverid must be a positive whole number.'],
    ['by_serverid=9999999999', 'by_serverid is too large.'],
    ['by_user=yes', 'by_user must be true or false.'],
    ['with_num_members=1', 'with_num_members must be true or false.'],
    ['category=', 'category must not be empty.'],
    ['category[]=x', null],
    ['cursor=x', 'cursor must be a positive whole number.'],
  ])('says what is wrong with ?%s', async (query, sentence) => {
    const { status, body } = await ada!.phone.get(`/server/?${query}`);

    expect([status, sentence && body.detail]).toEqual(sentence ? [400, sentence] : [200, null]);
  });

  it('answers an id that is not there like that of a private server, byte for byte', async () => {
    const [{ id }] = (await bob!.phone.get('/server/?by_user=true')).body;

    const [none, hidden] = [
      await eve!.phone.get('/server/?by_serverid=2000000000'),
      await eve!.phone.get(`/server/?by_serverid=${id}`),
    ];

    expect(none.status).toBe(404);
    expect(hidden.text).toBe(none.text);
  });

  it('counts the categories of what the caller may see', async () => {
    expect((await eve!.phone.get('/server/categories/')).body).toEqual([
      { category: 'Machines', num_servers: 2 },
      { category: 'Words', num_servers: 1 },
    ]);
    expect((await bob!.phone.get('/server/categories/')).body[0].num_servers).toBe(3);
  });
});

describe('a server', () => {
  it('shows strangers its face when it is public, and nothing when it is private', async () => {
    const { id } = await open('Engines', 'Machines');
    const { id: hidden } = await serverOf(ada!);

    expect((await eve!.phone.get(`/server/${id}/`)).body).toEqual({
      id,
      name: 'Engines',
      description: '',
      category: 'Machines',
      icon: null,
      banner: null,
      joined: false,
      num_members: 1,
    });
    for (const path of ['members/', 'channels/', 'code/', 'bans/'])
      expect((await eve!.phone.get(`/server/${id}/${path}`)).status).toBe(404);
    const none = await eve!.phone.get('/server/2000000000/');
    expect((await eve!.phone.get(`/server/${hidden}/`)).text).toBe(none.text);
    expect((await eve!.phone.post(`/server/${hidden}/membership/`)).text).toBe(none.text);
  });

  it('is changed by its admins, and says what changed only', async () => {
    const { id } = await serverOf(ada!, [bob!], { category: 'Machines' });

    const refused = await bob!.phone.patch(`/server/${id}/`, { name: 'Mine' });
    await ada!.phone.patch(`/server/${id}/members/${bob!.id}/`, { role: 'admin' });
    const changed = await bob!.phone.patch(`/server/${id}/`, { name: 'Ours', category: '', description: 'Of both' });

    expect(refused).toMatchObject({ status: 403, body: { detail: 'You may not change the server.' } });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'Ours', category: '', description: 'Of both', visibility: 'private', role: 'admin' },
    });
    expect(await listed(ada!, '?category=machines')).toEqual([]);
  });

  it('is no group and no chat: not in their lists, and not there on their paths', async () => {
    const { id } = await serverOf(ada!, [bob!], { name: 'Engines', visibility: 'public' });

    const paths = [`/chat/${id}`, `/group/${id}`, `/group/${id}/members/`, `/group/${id}/code/`];
    for (const path of paths) expect((await ada!.phone.get(path)).status).toBe(404);
    const acts = [
      ada!.phone.post(`/chat/${id}/messages/`, { text: 'hello' }),
      ada!.phone.post(`/chat/${id}/read/`),
      ada!.phone.patch(`/chat/${id}`, { muted_until: 'always' }),
      ada!.phone.patch(`/group/${id}`, { name: 'x' }),
      ada!.phone.delete(`/group/${id}`),
      eve!.phone.post(`/group/${id}/join/`),
    ];
    for (const { status, body } of await Promise.all(acts)) expect([status, body.code]).toEqual([404, 'not_found']);
    expect((await ada!.phone.get('/group/')).body).toEqual([]);
    expect((await ada!.phone.get('/chat/')).body).toEqual([]);
    expect((await eve!.phone.get('/group/discover/')).body.results).toEqual([]);
    expect((await ada!.phone.get('/stats/')).body.total_conversations).toBe(0);
    expect((await ada!.phone.get(`/server/${id}/`)).status).toBe(200);
  });

  it('is not found by the id of a group or a channel', async () => {
    const group = await groupOf(ada!, [bob!]);
    const { channels } = await serverOf(ada!, [], {}, ['general']);

    for (const id of [group, channels[0]])
      for (const path of ['', 'members/', 'channels/', 'code/'])
        expect((await ada!.phone.get(`/server/${id}/${path}`)).body).toMatchObject({ code: 'not_found' });
    expect((await ada!.phone.delete(`/server/${group}/`)).status).toBe(404);
  });

  it('shares its name with whoever likes it, groups as well', async () => {
    await open('Engines');
    await open('Engines');

    await groupOf(bob!, [], { name: 'Engines', visibility: 'public' });

    expect(await listed(eve!)).toEqual(['Engines', 'Engines']);
  });

  it('ends with all of its channels, for its owner only', async () => {
    const { id, channels } = await serverOf(ada!, [bob!], {}, ['general', 'plans']);
    await bob!.phone.post(`/chat/${channels[0]}/messages/`, { text: 'hello' });

    const refused = await bob!.phone.delete(`/server/${id}/`);
    const ended = await ada!.phone.delete(`/server/${id}/`);

    expect([refused.status, ended.status]).toEqual([403, 204]);
    for (const path of [`/server/${id}/`, `/chat/${channels[0]}`, `/chat/${channels[1]}`])
      expect((await ada!.phone.get(path)).status).toBe(404);
    await eventually(async () => {
      const rows = await app.database.query(
        `SELECT id FROM chats UNION ALL SELECT chat_id FROM channels UNION ALL SELECT chat_id FROM servers UNION ALL
         SELECT chat_id FROM groups UNION ALL SELECT seq FROM messages WHERE chat_id = $1`,
        [channels[0]],
      );
      expect(rows).toEqual([]);
    });
  });
});
