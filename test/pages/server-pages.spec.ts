import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type OpenApp, openApp } from '../support/app.js';
import type { Browser } from '../support/client.js';
import { fieldOf, withoutTemplates } from '../support/html.js';
import { people, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><circle cx="16" cy="16" r="12" fill="#667eea"/></svg>';
const HOSTILE = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><script>alert(1)</script></svg>';

let app: OpenApp;
let [ada, bob, eve, mallory]: TestPerson[] = [];
let browsers: Record<'ada' | 'bob' | 'eve' | 'mallory', Browser>;
let server: { id: number; code: string; channels: number[] };

beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve, mallory] = await people(app, 'ada', 'bob', 'eve', 'mallory');
  const [a, b, e, m] = await Promise.all([ada!, bob!, eve!, mallory!].map((person) => person.browser()));
  browsers = { ada: a!, bob: b!, eve: e!, mallory: m! };
});
afterAll(() => app.close());

/** ada owns it, bob is an admin, eve a member, mallory a stranger. */
beforeEach(async () => {
  server = await serverOf(ada!, [bob!, eve!], { name: 'The yard', category: 'Machines' }, ['general', 'boats']);
  await ada!.phone.patch(`/server/${server.id}/members/${bob!.id}/`, { role: 'admin' });
});

const page = async (who: Browser, path = `/server-web/${server.id}`) => withoutTemplates((await who.get(path)).text);
const form = (who: Browser, path: string, fields: Record<string, string> = {}) =>
  who.submit(`/server-web/${server.id}/${path}`, fields);
const channels = async () =>
  ((await ada!.phone.get(`/server/${server.id}/channels/`)).body as { name: string }[]).map(({ name }) => name);
const membersOf = async () => {
  const { body } = await ada!.phone.get(`/server/${server.id}/members/`);
  return Object.fromEntries(body.results.map((m: { username: string; role: string }) => [m.username, m.role]));
};

/** As a browser without script sends a form with a file in it. */
function upload(who: Browser, path: string, fields: Record<string, string | Blob>) {
  const raw = new FormData();
  raw.set('_csrf', who.csrf);
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string') raw.set(name, value);
    else raw.set(name, value, 'picture');
  return who.send(path, { raw, headers: { 'x-csrf-token': '' } });
}
const svg = (text: string) => new Blob([text], { type: 'image/svg+xml' });

describe('making a server without script', () => {
  it('leads to it, with its icon and a first channel', async () => {
    const fields = { name: 'Kiln', description: 'Clay', category: 'Making', visibility: 'public', channel: 'glazes' };
    const answer = await upload(browsers.ada, '/server-web/', { ...fields, icon: svg(ICON) });
    const path = answer.headers.get('location')!;
    const html = await page(browsers.ada, path);

    expect([answer.status, path]).toEqual([303, expect.stringMatching(/^\/server-web\/\d+\?saved=made$/)]);
    expect(html).toContain('The server is made.');
    expect(html).toMatch(/<img src="\/server\/\d+\/icon\/[0-9a-f]{64}"/);
    expect(html).toContain('<bdi>glazes</bdi>');
    expect(html).toContain('QR code of the join link');
  });

  it.each([
    ['an icon that would run', { name: 'Kiln', icon: svg(HOSTILE) }, 'id="icon-error"'],
    ['no name', { name: ' ' }, 'id="server-name-error"'],
    ['a channel whose name is too long', { name: 'Kiln', channel: 'x'.repeat(81) }, 'id="channel-error"'],
  ] as const)('with %s says so at the field, keeps the rest, and makes nothing', async (_, fields, at) => {
    const before = (await ada!.phone.get('/server/?by_user=true&qty=200')).body.length;
    const sent = { description: 'Clay', category: 'Making', visibility: 'public', ...fields };
    const { status, text } = await upload(browsers.ada, '/server-web/', sent);

    expect(status).toBe(400);
    expect(text).toMatch(new RegExp(`${at}[^>]*>(?!</div>)`));
    expect(fieldOf(text, 'category')).toBe('Making');
    expect((await ada!.phone.get('/server/?by_user=true&qty=200')).body).toHaveLength(before);
  });
});

describe('who sees what of a server', () => {
  it('its members see the channels with what is unread there, on the rail as well', async () => {
    await bob!.phone.post(`/chat/${server.channels[1]}/messages/`, { text: 'hello @eve' });
    const html = await page(browsers.eve);

    expect(html).toMatch(new RegExp(`data-channel="${server.channels[1]}">.*?>1</span>`, 's'));
    expect(html).toMatch(new RegExp(`data-server="${server.id}"[^>]*aria-label="The yard, 1 unread"`));
    expect(html).toContain('Leave the server');
    expect(html).not.toMatch(/Join code|Administration|\/edit/);
  });

  it('an admin is led to running it, and does not end it', async () => {
    const html = await page(browsers.bob, `/server-web/${server.id}/edit`);

    expect(html).toMatch(/Save changes.*Save the icon.*Make the channel.*Remove eve.*New code/s);
    expect(html).not.toMatch(/Remove ada|Role of|Pass on the server|Delete server/);
    expect((await browsers.eve.get(`/server-web/${server.id}/edit`)).status).toBe(403);
  });

  it('a stranger is told the same of a private one as of none', async () => {
    const answers = await Promise.all(
      [`/server-web/${server.id}`, '/server-web/999999', `/server-web/${server.channels[0]}`, '/server-web/1e3'].map(
        (path) => browsers.mallory.get(path),
      ),
    );
    const said = answers.map(({ text }) =>
      text.replace(/(?:content|value)="[^"]{40,}"/g, '').replace(/server-web\/\w+/g, ''),
    );

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(said[0]).toContain('<h1>This server is not here</h1>');
    expect(new Set(said.slice(0, 2)).size).toBe(1);
  });

  it('of a public one whoever is no member sees what it is, and joins by a button', async () => {
    await ada!.phone.patch(`/server/${server.id}/`, { visibility: 'public' });
    await ada!.phone.post(`/chat/${server.channels[0]}/messages/`, { text: 'a word among us' });
    const html = await page(browsers.mallory);
    expect(html).toMatch(/The yard.*3 members.*Join the server/s);
    expect(html).not.toMatch(/data-channel=|a word among us|>bob</);

    const joined = await form(browsers.mallory, 'join');
    expect(joined.headers.get('location')).toBe(`/server-web/${server.id}`);
    expect(await page(browsers.mallory)).toMatch(/general/);
  });
});

describe('the conversation of a channel', () => {
  it('stands beside the other channels of its server', async () => {
    const html = await page(browsers.eve, `/chat-web/${server.channels[0]}`);

    expect(html).toContain('<title>general, The yard · Parley</title>');
    expect(html).toMatch(new RegExp(`href="/chat-web/${server.channels[0]}" aria-current="page"`));
    expect(html).toMatch(new RegExp(`href="/chat-web/${server.channels[1]}" data-channel`));
    expect(html).toContain('placeholder="Message #general"');
    expect(html).toContain('aria-label="Back to the server"');
  });

  it('is written to, read, muted and looked into without script', async () => {
    const [channel] = server.channels;
    await browsers.eve.submit(`/chat-web/${channel}/messages`, { text: 'From eve', client_id: 'one' });
    expect(await page(browsers.bob, `/chat-web/${channel}`)).toContain('From eve');
    await browsers.bob.submit(`/chat-web/${channel}/read`, { up_to: '1' });
    await browsers.bob.submit(`/chat-web/${channel}/mute`, { for: 'always' });

    expect(await page(browsers.bob, `/chat-web/${channel}?details=settings`)).toContain('Notifications are off until');
    expect(await page(browsers.bob, `/chat-web/${channel}?details=members`)).toMatch(/3 members.*ada.*Owner.*bob/s);
    expect(await page(browsers.bob)).toMatch(/aria-label="The yard"/);
  });

  it('is not there for whoever left', async () => {
    await form(browsers.eve, 'leave');

    expect((await browsers.eve.get(`/chat-web/${server.channels[0]}`)).status).toBe(404);
    expect(await page(browsers.eve, '/home/?saved=left-server')).toContain('You left the server.');
    expect(await page(browsers.eve, '/home/')).not.toContain(`data-server="${server.id}"`);
  });
});

describe('running a server without script', () => {
  it('changes what it is, and says at the field what does not fit', async () => {
    const saved = await form(browsers.bob, 'about', {
      name: 'Dock',
      description: 'Wood',
      category: 'Boats',
      visibility: 'public',
    });
    expect(saved.headers.get('location')).toBe(`/server-web/${server.id}/edit?saved=about#about`);
    const html = await page(browsers.bob, `/server-web/${server.id}/edit?saved=about`);
    expect(html).toContain('<span>Saved.</span>');
    expect([fieldOf(html, 'name'), fieldOf(html, 'category')]).toEqual(['Dock', 'Boats']);

    const refused = await form(browsers.bob, 'about', { name: '', category: 'Ships', visibility: 'public' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('id="server-name-error"');
    expect(fieldOf(refused.text, 'category')).toBe('Ships');
  });

  it('takes an icon and a banner, says which rule one breaks, and gives them up again', async () => {
    const create = { width: 900, height: 300, channels: 3, background: '#764ba2' } as const;
    const banner = new Blob([new Uint8Array(await sharp({ create }).png().toBuffer())]);
    const at = `/server-web/${server.id}`;
    expect((await upload(browsers.bob, `${at}/banner`, { banner })).headers.get('location')).toBe(
      `${at}/edit?saved=banner#look`,
    );
    expect((await upload(browsers.bob, `${at}/icon`, { icon: svg(ICON) })).status).toBe(303);
    const html = await page(browsers.eve);
    expect(html).toMatch(new RegExp(`<img class="cover" src="/server/${server.id}/banner/`));
    expect(html).toMatch(new RegExp(`<img src="/server/${server.id}/icon/`));

    const large = await upload(browsers.bob, `${at}/icon`, { icon: banner });
    expect([large.status, large.text.includes('The picture is 900 × 300 pixels: at most 70 × 70')]).toEqual([
      400,
      true,
    ]);
    expect((await upload(browsers.bob, `${at}/icon`, { icon: svg(HOSTILE) })).text).toMatch(
      /id="icon-error"[^>]*><p class="error"/,
    );

    await form(browsers.bob, 'banner/remove');
    await form(browsers.bob, 'icon/remove');
    expect(await page(browsers.eve)).not.toMatch(new RegExp(`<img[^>]* src="/server/${server.id}/`));
  });

  it('makes, names, orders and deletes channels', async () => {
    await form(browsers.bob, 'channels', { name: 'sails', topic: 'Canvas' });
    expect(await channels()).toEqual(['general', 'boats', 'sails']);
    await form(browsers.bob, `channels/${server.channels[1]}/move`, { to: 'up' });
    await form(browsers.bob, `channels/${server.channels[1]}/move`, { to: 'up' });
    expect(await channels()).toEqual(['boats', 'general', 'sails']);
    await form(browsers.bob, `channels/${server.channels[0]}`, { name: 'all', topic: '' });
    await form(browsers.bob, `channels/${server.channels[1]}/delete`);
    expect(await channels()).toEqual(['all', 'sails']);

    const taken = await form(browsers.bob, 'channels', { name: 'Sails', topic: 'Again' });
    expect(taken.status).toBe(409);
    expect(taken.text).toMatch(/id="channel-name-0-error".*has a channel of this name already/s);
    expect(taken.text).toMatch(/name="topic"[^>]*value="Again"/);
    const renamed = await form(browsers.bob, `channels/${server.channels[0]}`, { name: 'sails', topic: '' });
    expect(renamed.text).toMatch(/id="channel-name-again-error"/);
  });

  it('promotes, adds, removes, bans and lifts the ban', async () => {
    await form(browsers.ada, `members/${eve!.id}/role`, { role: 'admin' });
    await form(browsers.bob, 'members', { members: 'mallory' });
    expect(await membersOf()).toMatchObject({ eve: 'admin', mallory: 'member' });
    expect((await form(browsers.bob, 'find', { q: 'mallory' })).text).toMatch(/name="members" value="mallory"/);

    await form(browsers.bob, `members/${mallory!.id}/ban`);
    expect(await page(browsers.bob, `/server-web/${server.id}/edit`)).toContain('Lift the ban of mallory');
    await form(browsers.bob, `bans/${mallory!.id}/lift`);
    expect(await page(browsers.bob, `/server-web/${server.id}/edit`)).not.toContain('Lift the ban of mallory');
  });

  it('is passed on and deleted, for whoever is sure', async () => {
    await form(browsers.ada, 'hand-over', { username: 'bob' });
    expect(await membersOf()).toMatchObject({ ada: 'admin', bob: 'owner' });
    expect((await form(browsers.bob, 'delete')).text).toContain('Say that you are sure');
    const deleted = await form(browsers.bob, 'delete', { sure: 'on' });

    expect(deleted.headers.get('location')).toBe('/home/?saved=deleted-server');
    expect((await browsers.bob.get(`/server-web/${server.id}`)).status).toBe(404);
  });

  it('none of its forms does anything without the security token', async () => {
    const paths = [
      ...['about', 'icon/remove', 'banner/remove', 'members', 'code', 'code/close', 'leave', 'delete', 'join'],
      ...['channels', `channels/${server.channels[0]}`, `channels/${server.channels[0]}/delete`],
    ];
    for (const path of paths) {
      const sent = { form: { name: 'x', sure: 'on' }, headers: { 'x-csrf-token': '' } };
      expect([path, (await browsers.ada.send(`/server-web/${server.id}/${path}`, sent)).status]).toEqual([path, 403]);
    }
    for (const path of ['/server-web/', `/server-web/${server.id}/icon`, `/server-web/${server.id}/banner`]) {
      const field = path.endsWith('banner') ? 'banner' : 'icon';
      const raw = new FormData();
      raw.set('name', 'x');
      raw.set(field, svg(ICON), 'icon.svg');
      expect([path, (await browsers.ada.send(path, { raw, headers: { 'x-csrf-token': '' } })).status]).toEqual([
        path,
        403,
      ]);
    }
    expect(await channels()).toEqual(['general', 'boats']);
  });
});
