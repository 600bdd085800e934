import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type OpenApp, openApp } from '../support/app.js';
import type { Browser } from '../support/client.js';
import { codeOf, groupOf, promote } from '../support/groups-of.js';
import { fieldOf, messagesOf, withoutTemplates } from '../support/html.js';
import { people, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob, eve, mallory]: TestPerson[] = [];
let browsers: Record<'ada' | 'bob' | 'eve' | 'mallory', Browser>;
let group: number;

beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve, mallory] = await people(app, 'ada', 'bob', 'eve', 'mallory');
  const [a, b, e, m] = await Promise.all([ada!, bob!, eve!, mallory!].map((person) => person.browser()));
  browsers = { ada: a!, bob: b!, eve: e!, mallory: m! };
});
afterAll(() => app.close());

/** ada owns it, bob is an admin, eve a member, mallory a stranger. */
beforeEach(async () => {
  group = await groupOf(ada!, 'Harbour Renovation', bob!, eve!);
  await promote(ada!, group, bob!);
});

const membersOf = async () => {
  const { body } = await ada!.phone.get(`/group/${group}/members/`);
  return Object.fromEntries(body.results.map((m: { username: string; role: string }) => [m.username, m.role]));
};
const form = (who: Browser, path: string, fields: Record<string, string> = {}) =>
  who.submit(`/group-web/${group}/${path}`, fields);
const rowOf = (html: string, id: number) =>
  new RegExp(`<a class="(chat-row[^"]*)" href="/chat-web/${id}"`).exec(html)![1];
const page = async (who: Browser, path = `/group-web/${group}`) => (await who.get(path)).text;

describe('making a group without script', () => {
  it('finds people, keeps those who are ticked, and leads to the conversation', async () => {
    const found = await browsers.ada.submit('/group-web/new', { name: 'Choir', q: 'bo', members: 'eve' });
    expect(found.status).toBe(200);
    expect(fieldOf(found.text, 'name')).toBe('Choir');
    expect(found.text).toMatch(/value="eve" checked/);
    expect(found.text).toMatch(/value="bob">/);

    const made = await browsers.ada.submit('/group-web/', { name: 'Choir', members: 'bob' });
    const conversation = await browsers.ada.get(made.headers.get('location')!);

    expect(made.headers.get('location')).toMatch(/^\/chat-web\/\d+\?details=members$/);
    expect(conversation.text).toContain('2 members');
    expect(conversation.text).toContain('QR code of the join link');
  });

  it('keeps what was typed beside the sentence about it', async () => {
    const { status, text } = await browsers.ada.submit('/group-web/', { name: '', members: 'bob' });

    expect(status).toBe(400);
    expect(text).toContain('id="group-name-error"');
    expect(text).toMatch(/value="bob" checked/);
  });

  it('names whoever does not exist', async () => {
    const { status, text } = await browsers.ada.submit('/group-web/', { name: 'Choir', members: 'nobody' });

    expect(status).toBe(400);
    expect(text).toContain('There is nobody called nobody.');
  });
});

describe('a group in the lists', () => {
  it('stands among the private chats, newest first, with who said what, mentions counted apart, and muted', async () => {
    const chat = (await ada!.phone.post('/chat/', { username: 'mallory' })).body.id;
    await mallory!.phone.post(`/chat/${chat}/messages/`, { text: 'Before' });
    await bob!.phone.post(`/chat/${group}/messages/`, { text: 'hello @ada' });
    await ada!.phone.patch(`/chat/${group}/`, { muted_until: 'always' });

    const html = withoutTemplates(await page(browsers.ada, '/home/'));
    const rows = [...html.matchAll(/<li data-kind.*?<\/li>/gs)].map(([row]) => row);
    const groups = withoutTemplates(await page(browsers.ada, '/home/?show=groups'));

    expect(rows[0]).toMatch(/data-kind="group".*data-mentions="1"/);
    expect(rows[0]).toContain('chat-row--muted');
    expect(rows[0]).toMatch(/avatar--square" data-initials="HR"/);
    expect(rows[0]).toMatch(/bob: <\/bdi>.*hello @ada/);
    expect(rows[1]).toMatch(/data-kind="private".*Before/);
    expect(groups).not.toContain('data-kind="private"');
  });
});

describe('the conversation of a group without script', () => {
  it('says who speaks, what happened, and whom it names', async () => {
    await bob!.phone.patch('/user/me/', { display_name: 'Bob Builder' });
    await bob!.phone.post(`/chat/${group}/messages/`, { text: 'Keys for @ada and @eve, please' });

    const html = withoutTemplates(await page(browsers.ada, `/chat-web/${group}`));

    expect(messagesOf(html)).toContain('Keys for @ada and @eve, please');
    expect(html).toContain('<bdi data-part="who">Bob Builder</bdi>');
    expect(html).toContain('<b class="mention mention--own">@ada</b>');
    expect(html).toContain('<b class="mention">@eve</b>');
    expect(html).toMatch(/class="system"[^]*?<b>ada<\/b> made <b>bob<\/b> an admin/);
    expect(html).toMatch(/3 members/);
  });

  it('opens its details by a link, for a member without the code', async () => {
    const [admins, members] = await Promise.all([
      page(browsers.bob, `/chat-web/${group}?details=members`),
      page(browsers.eve, `/chat-web/${group}?details=members`),
    ]);

    expect(admins).toContain('QR code of the join link');
    expect(members).toContain('aria-label="Details"');
    expect(members).not.toContain('Join code');
    expect(members).not.toContain(await codeOf(ada!, group));
  });

  it('is muted and heard again by its forms, and so is a private chat', async () => {
    const { body: chat } = await ada!.phone.post('/chat/', { username: 'eve' });
    for (const id of [group, chat.id]) {
      await browsers.eve.submit(`/chat-web/${id}/mute`, { for: 'always' });
      const muted = await page(browsers.eve, `/chat-web/${id}?details=settings`);
      expect(muted).toContain('Notifications are off until');
      expect(rowOf(muted, id)).toContain('chat-row--muted');

      await browsers.eve.submit(`/chat-web/${id}/mute`, { for: 'none' });
      const heard = await page(browsers.eve, `/chat-web/${id}?details=settings`);
      expect(heard).toContain('Mute notifications');
      expect(rowOf(heard, id)).not.toContain('chat-row--muted');
    }
  });

  it('has no mentions in private chats, where an @ is an @', async () => {
    const { body } = await ada!.phone.post('/chat/', { username: 'eve' });
    await eve!.phone.post(`/chat/${body.id}/messages/`, { text: 'hi @ada' });

    expect(withoutTemplates(await page(browsers.ada, `/chat-web/${body.id}`))).not.toContain('class="mention');
  });
});

describe('running a group without script', () => {
  it('changes what it is', async () => {
    const fields = { name: 'Customs House', description: 'Keys', visibility: 'public', join_by_request: 'on' };
    const answer = await form(browsers.bob, 'about', fields);
    const html = await page(browsers.bob, answer.headers.get('location')!.split('#')[0]);

    expect(html).toContain('<span>Saved.</span>');
    expect(fieldOf(html, 'name')).toBe('Customs House');
    expect(html).toMatch(/value="public" checked/);
    expect((await ada!.phone.get(`/group/${group}`)).body.group).toMatchObject({
      description: 'Keys',
      join_by_request: true,
    });
  });

  it('says at the field what does not fit, and keeps what was typed', async () => {
    const { status, text } = await form(browsers.bob, 'about', { name: '12345', visibility: 'public' });

    expect(status).toBe(400);
    expect(fieldOf(text, 'name')).toBe('12345');
    expect(text).toContain('id="group-name-error"');
  });

  it('promotes and demotes, adds and removes, bans and lifts the ban', async () => {
    await form(browsers.ada, `members/${eve!.id}/role`, { role: 'admin' });
    expect(await membersOf()).toMatchObject({ eve: 'admin' });
    await form(browsers.ada, `members/${eve!.id}/role`, { role: 'member' });
    await form(browsers.bob, 'members', { members: 'mallory' });
    expect(await membersOf()).toMatchObject({ eve: 'member', mallory: 'member' });

    await form(browsers.bob, `members/${eve!.id}/remove`);
    await form(browsers.bob, `members/${mallory!.id}/ban`);
    expect(Object.keys(await membersOf())).toEqual(['ada', 'bob']);
    expect(await page(browsers.bob)).toContain('Lift the ban of mallory');

    await form(browsers.bob, `bans/${mallory!.id}/lift`);
    expect(await page(browsers.bob)).not.toContain('Lift the ban of mallory');
  });

  it('looks for people to add', async () => {
    const { status, text } = await form(browsers.bob, 'find', { q: 'mallory' });

    expect(status).toBe(200);
    expect(text).toMatch(/<details class="adding" id="add" open>/);
    expect(text).toMatch(/name="members" value="mallory"/);
  });

  it('renews the code for so long and so often, and closes joining', async () => {
    const before = await codeOf(ada!, group);
    await form(browsers.bob, 'code', { expires_in: '86400', max_uses: '5' });
    const html = await page(browsers.bob);

    expect(await codeOf(ada!, group)).not.toBe(before);
    expect(html).toMatch(/Until tomorrow|Until .* at \d\d:\d\d, used 0 of 5 times/);
    await form(browsers.bob, 'code/close');
    expect(await page(browsers.bob)).toContain('Joining by code is closed');
    expect(await codeOf(ada!, group)).toBeNull();
  });

  it('lets people in who ask, or not', async () => {
    await form(browsers.ada, 'about', { name: 'Harbour', visibility: 'private', join_by_request: 'on' });
    const code = await codeOf(ada!, group);
    await browsers.mallory.submit('/join/', { code });
    expect(await page(browsers.bob)).toContain('Let mallory in');

    await form(browsers.bob, `requests/${mallory!.id}`, { accept: 'no' });
    expect(await membersOf()).not.toHaveProperty('mallory');

    await browsers.mallory.submit('/join/', { code });
    await form(browsers.bob, `requests/${mallory!.id}`, { accept: 'yes' });
    expect(await membersOf()).toHaveProperty('mallory');
  });

  it('takes an icon in several parts, and gives it up again', async () => {
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#667eea' } });
    const raw = new FormData();
    raw.set('_csrf', browsers.bob.csrf);
    raw.set('icon', new Blob([new Uint8Array(await picture.png().toBuffer())], { type: 'image/png' }), 'icon.png');
    const answer = await browsers.bob.send(`/group-web/${group}/icon`, { raw, headers: { 'x-csrf-token': '' } });

    expect(answer.status).toBe(303);
    expect(await page(browsers.eve)).toMatch(new RegExp(`<img src="/group/${group}/icon/`));
    await form(browsers.bob, 'icon/remove');
    expect(await page(browsers.eve)).not.toMatch(new RegExp(`<img src="/group/${group}/icon/`));
  });

  it('is passed on, left and deleted', async () => {
    await form(browsers.ada, 'hand-over', { username: 'bob' });
    expect(await membersOf()).toMatchObject({ ada: 'admin', bob: 'owner' });

    const left = await form(browsers.ada, 'leave');
    expect(left.headers.get('location')).toBe('/home/?saved=left');
    expect(await page(browsers.ada, '/home/?saved=left')).toContain('You left the group.');

    const unsure = await form(browsers.bob, 'delete');
    expect([unsure.status, unsure.text.includes('Say that you are sure')]).toEqual([400, true]);
    await form(browsers.bob, 'delete', { sure: 'on' });
    expect((await browsers.bob.get(`/group-web/${group}`)).status).toBe(404);
  });
});
