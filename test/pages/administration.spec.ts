import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { people, person, signIn, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob]: TestPerson[] = [];
let admin: Browser;
let other: Browser;

const HTML = { accept: 'text/html' };
/** It is another one on every page. */
const bytesOf = (text: string) => text.replace(/(?<=(?:name="_csrf" value|name="csrf-token" content)=")[^"]*/g, '');

beforeAll(async () => {
  app = await openApp({ rateLimit: true });
  [ada, bob] = await people(app, 'ada', 'bob');
  await app.database.query('UPDATE users SET site_admin = true WHERE id = $1', [ada!.id]);
  [admin, other] = [await ada!.browser(), await bob!.browser()];
});
afterAll(() => app.close());

const pageOf = async (path: string) => (await admin.get(path)).text;
const act = (userId: number, what: string, fields = {}) => admin.submit(`/admin/people/${userId}/${what}`, fields);
const log = async () => (await pageOf('/admin/log')).replace(/<[^>]*>/g, '');

describe('the administration', () => {
  const PAGES = [
    '/admin/',
    '/admin/people/',
    '/admin/people/1',
    '/admin/groups/',
    '/admin/servers/',
    '/admin/reports/',
    '/admin/log',
  ];

  it.each(PAGES)('%s is not there for anybody else, byte for byte', async (path) => {
    const [there, nowhere] = [
      await other.send(path, { headers: HTML }),
      await other.send('/admin-nowhere', { headers: HTML }),
    ];

    expect(there.status).toBe(404);
    expect(bytesOf(there.text)).toBe(bytesOf(nowhere.text));
    expect((await new Stranger(app).send(path, { headers: HTML })).status).toBe(303);
    expect((await admin.get(path)).status).toBe(200);
  });

  it.each(['disable', 'delete', 'promote'])('refuses the form to %s as an address that is not there', async (what) => {
    const path = `/admin/people/${ada!.id}/${what}`;
    for (const csrf of [other.csrf, 'forged']) {
      const answer = await other.send(path, {
        form: { _csrf: csrf, sure: 'on' },
        headers: { ...HTML, 'x-csrf-token': '' },
      });
      const nowhere = await other.send('/nowhere', { form: { _csrf: csrf }, headers: { ...HTML, 'x-csrf-token': '' } });
      expect([answer.status, bytesOf(answer.text)]).toEqual([404, bytesOf(nowhere.text)]);
    }
    expect((await admin.get('/admin/')).status).toBe(200);
  });

  it('is linked for administrators and for nobody else', async () => {
    expect(await pageOf('/home/')).toContain('href="/admin/"');
    expect((await other.get('/home/')).text).not.toContain('/admin/');
  });

  it('does nothing without the security token of the page', async () => {
    const answer = await admin.send(`/admin/people/${bob!.id}/disable`, {
      form: { _csrf: 'forged' },
      headers: { 'x-csrf-token': '' },
    });

    expect(answer.status).toBe(403);
    expect((await bob!.phone.get('/user/me/')).status).toBe(200);
  });

  it('shows the instances with version and health, and the limits in force', async () => {
    await eventually(async () => expect(await pageOf('/admin/')).toContain('>Running<'));
    const text = await pageOf('/admin/');

    expect(text).toMatch(/Parley \d+\.\d+\.\d+, Node 2\d/);
    expect(text).toMatch(/Failed sign-ins<\/dt><dd>5 in 15 minutes, for each account/);
    expect(text).toMatch(/A message<\/dt><dd>4,000 characters/);
  });
});

describe('people', () => {
  it('are found by a part of their name, and looked through a page at a time', async () => {
    await app.database.query(`INSERT INTO users (username, username_key, password_hash)
      SELECT 'many.' || n, 'many.' || n, '-' FROM generate_series(100, 170) n`);

    const first = await pageOf('/admin/people/?q=any.1');
    const next = /href="(\/admin\/people\/\?[^"]*after=[^"]*)"/
      .exec(first)![1]!
      .replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
    const second = await pageOf(next);

    const names = (text: string) => [...text.matchAll(/many\.\d+/g)].map(String);
    expect(new Set([...names(first), ...names(second)]).size).toBe(71);
    expect(names(second)).not.toContain('many.100');
    expect(second).not.toContain('after=');
    for (const odd of ['%', '_', "'", '\\', '%00'])
      expect((await admin.get(`/admin/people/?q=${encodeURIComponent(odd)}`)).status).toBe(200);
  });

  it('are disabled: signed out at once, found by nobody, let in no more, until they are enabled', async () => {
    const eve = await person(app, 'eve');
    const answer = await act(eve.id, 'disable');

    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/admin/people/${eve.id}?said=disabled`]);
    expect((await eve.phone.get('/user/me/')).status).toBe(401);
    const refused = await new Stranger(app).post('/api/token/', { username: 'eve', password: eve.password });
    const wrong = await new Stranger(app).post('/api/token/', { username: 'eve', password: 'not her password' });
    expect([refused.status, refused.text]).toEqual([401, wrong.text]);
    expect((await bob!.phone.get('/search/?q=eve')).body).toEqual([]);
    expect((await bob!.phone.post('/chat/', { username: 'eve' })).status).toBe(404);
    expect(await pageOf('/admin/people/?show=disabled')).toContain('>eve<');

    await act(eve.id, 'enable');
    expect((await signIn(app, 'eve')).access).toBeTruthy();
    expect(await log()).toMatch(/ada enabled eve[^]+ada disabled eve/);
  });

  it('get the rights of an administrator, and lose them with the next request', async () => {
    await act(bob!.id, 'promote');
    await eventually(async () => expect((await other.get('/admin/')).status).toBe(200));

    await act(bob!.id, 'demote');
    await eventually(async () => expect((await other.get('/admin/')).status).toBe(404));
  });

  it('cannot be changed by themselves, nor by a made-up act, nor when they are nobody', async () => {
    const own = await act(ada!.id, 'disable');

    expect([own.status, own.text.includes('This is your own account. Ask another administrator')]).toEqual([409, true]);
    expect((await act(bob!.id, 'crown')).status).toBe(404);
    expect((await act(bob!.id, 'toString')).status).toBe(404);
    expect((await act(2_000_000_000, 'disable')).status).toBe(404);
    expect((await admin.get('/admin/people/1e0')).status).toBe(404);
  });
});

describe('deleting an account', () => {
  it('asks twice, forgets who it was, keeps what others read, and passes groups on', async () => {
    const [mara, jonas] = await people(app, 'mara', 'jonas');
    await mara.phone.patch('/user/me/', { display_name: 'Mara Lindqvist', email: 'mara@harbour.example' });
    const { body: chat } = await mara.phone.post('/chat/', { username: 'jonas' });
    await mara.phone.post(`/chat/${chat.id}/messages/`, { text: 'The key is under the stone' });
    const { body: group } = await mara.phone.post('/group/', { name: 'Harbour', members: ['jonas'] });

    const unsure = await act(mara.id, 'delete');
    expect([unsure.status, unsure.text.includes('Say that you are sure')]).toEqual([400, true]);
    const sure = await act(mara.id, 'delete', { sure: 'on' });
    expect(sure.headers.get('location')).toBe('/admin/people/?said=deleted');

    const [row] = await app.database.query('SELECT * FROM users WHERE id = $1', [mara.id]);
    expect(JSON.stringify(row)).not.toMatch(/mara|harbour/i);
    expect((await mara.phone.get('/user/me/')).status).toBe(401);
    const { body: page } = await jonas.phone.get(`/chat/${chat.id}`);
    expect(page.messages).toMatchObject([
      { sender: mara.id, sendername: 'Deleted person', text: 'The key is under the stone' },
    ]);
    expect((await jonas.phone.get('/chat/')).body).toMatchObject([
      { username: 'Deleted person', avatar: null, is_online: null },
    ]);
    const { body: members } = await jonas.phone.get(`/group/${group.id}/members/`);
    expect(members.results).toMatchObject([{ user_id: jonas.id, role: 'owner' }]);
    const { body: said } = await jonas.phone.get(`/group/${group.id}`);
    expect(said.messages.at(-1).text).toBe('Deleted person left; jonas is the owner now');

    expect((await act(mara.id, 'enable')).status).toBe(404);
    expect((await person(app, 'mara')).id).not.toBe(mara.id);
    expect(await log()).toContain('ada deleted the account of mara');
  });
});

describe('groups', () => {
  it('are found by name with their owner and size, and ended for everybody when one is sure', async () => {
    const { body: group } = await bob!.phone.post('/group/', { name: 'Print Shop Nord', members: ['ada'] });

    expect(await pageOf('/admin/groups/?q=shop')).toMatch(/Print Shop Nord[^]+2 members[^]+bob/);
    expect((await admin.submit(`/admin/groups/${group.id}/end`, {})).status).toBe(400);
    expect((await bob!.phone.get(`/group/${group.id}`)).status).toBe(200);

    expect((await admin.submit(`/admin/groups/${group.id}/end`, { sure: 'on' })).status).toBe(303);
    expect((await bob!.phone.get(`/group/${group.id}`)).status).toBe(404);
    expect((await admin.submit(`/admin/groups/${group.id}/end`, { sure: 'on' })).status).toBe(404);
    expect(await log()).toContain('ada ended the group Print Shop Nord');
  });
});

describe('servers', () => {
  it('stand beside the groups, are found by name with their owner and size, and ended for everybody', async () => {
    const server = await serverOf(bob!, [ada!], { name: 'Print Shop Süd' }, ['general', 'plans']);
    await bob!.phone.post(`/chat/${server.channels[1]}/messages/`, { text: 'hello' });
    const { body: group } = await bob!.phone.post('/group/', { name: 'Print Shop Ost', members: [] });

    const [servers, groups] = [await pageOf('/admin/servers/?q=shop'), await pageOf('/admin/groups/?q=shop')];
    expect(servers).toMatch(/Print Shop Süd[^]+2 members, 2 channels[^]+bob/);
    // The rail beside them has servers on every page.
    const listed = (page: string) => page.slice(page.indexOf('<main'));
    expect([listed(servers).includes('Ost'), listed(groups).includes('Süd')]).toEqual([false, false]);
    expect(await pageOf(`/admin/servers/${server.id}`)).toMatch(/2 members, 2 channels, 1 message /);
    expect(await pageOf('/admin/')).toMatch(/1 server with 2 channels/);

    for (const wrong of [`/admin/groups/${server.id}`, `/admin/servers/${group.id}`]) {
      expect((await admin.get(wrong)).status).toBe(404);
      expect((await admin.submit(`${wrong}/end`, { sure: 'on' })).status).toBe(404);
    }
    expect((await admin.submit(`/admin/servers/${server.id}/end`, {})).status).toBe(400);
    const ended = await admin.submit(`/admin/servers/${server.id}/end`, { sure: 'on' });

    expect([ended.status, ended.headers.get('location')]).toEqual([303, '/admin/servers/?said=ended-server']);
    expect(await pageOf('/admin/servers/?said=ended-server')).toContain('The server has ended.');
    for (const path of [`/server/${server.id}/`, `/chat/${server.channels[0]}`])
      expect((await bob!.phone.get(path)).status).toBe(404);
    expect((await bob!.phone.get(`/group/${group.id}`)).status).toBe(200);
    expect(await log()).toContain('ada ended the server Print Shop Süd');
  });
});

describe('reports', () => {
  it('say who said what about whom, and are closed with a note, once', async () => {
    const jane = await person(app, 'jane');
    await bob!.phone.post(`/user/${jane.id}/report/`, { reason: 'Sends <b>advertisements</b>.' });
    const open = await pageOf('/admin/reports/');
    const id = /id="report-(\d+)"/.exec(open)![1];

    expect(open).toMatch(/bob[^]+about[^]+jane[^]+Sends &lt;b&gt;advertisements&lt;\/b&gt;\./);
    expect((await admin.submit(`/admin/reports/${id}/close`, { note: 'x'.repeat(1001) })).status).toBe(400);
    expect((await admin.submit(`/admin/reports/${id}/close`, { note: 'Talked to her.' })).status).toBe(303);
    expect((await admin.submit(`/admin/reports/${id}/close`, { note: 'Again' })).status).toBe(404);

    expect(await pageOf('/admin/reports/')).not.toContain(`id="report-${id}"`);
    expect(await pageOf('/admin/reports/?show=closed')).toContain('Talked to her.');
    expect(await pageOf(`/admin/people/${jane.id}`)).toContain('advertisements');
    expect(await log()).toMatch(/ada closed the report about jane[^]*Talked to her\./);
  });
});
