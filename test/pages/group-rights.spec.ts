import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Browser } from '../support/client.js';
import { groupOf, promote } from '../support/groups-of.js';
import { withoutTemplates } from '../support/html.js';
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
const page = async (who: Browser, path = `/group-web/${group}`) => (await who.get(path)).text;

describe('who sees and does what on the page of a group', () => {
  it('a member sees who is in it, and no more', async () => {
    const html = withoutTemplates(await page(browsers.eve));

    expect(html).toContain('About this group');
    expect(html).toContain('Leave the group');
    expect(html).not.toMatch(/Join code|Remove bob|Save changes|New code|Pass on the group|Delete group|Add people/);
  });

  it('an admin runs it, but does not decide about other admins, or its end', async () => {
    const html = withoutTemplates(await page(browsers.bob));

    expect(html).toMatch(/Save changes/);
    expect(html).toMatch(/Remove eve/);
    expect(html).not.toMatch(/Remove ada|Role of|Pass on the group|Delete group/);
  });

  it('a stranger is told the same as of one that does not exist', async () => {
    const sameFor = (text: string) =>
      text.replace(/(?:content|value)="[^"]{40,}"/g, '').replace(/\/(?:chat|group)-web\/\w+/g, '');
    const paths = [`/group-web/${group}`, '/group-web/999999', '/group-web/1e3'];
    const answers = await Promise.all(paths.map((path) => browsers.mallory.get(path)));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(sameFor(answers[0]!.text)).toBe(sameFor(answers[1]!.text));
    expect(answers[0]!.text).toContain('<h1>This conversation is not here</h1>');
  });

  const forms = (whom: TestPerson) =>
    [
      ['about', { name: 'Mine', visibility: 'public' }],
      ['icon/remove', {}],
      ['members', { members: 'mallory' }],
      [`members/${whom.id}/role`, { role: 'admin' }],
      [`members/${whom.id}/remove`, {}],
      [`members/${whom.id}/ban`, {}],
      [`bans/${whom.id}/lift`, {}],
      [`requests/${whom.id}`, { accept: 'yes' }],
      ['code', {}],
      ['code/close', {}],
      ['hand-over', { username: 'bob' }],
      ['delete', { sure: 'on' }],
    ] as const;
  const membersForms = [
    ['find', { q: 'bob' }],
    ['leave', {}],
  ] as const;

  it('none of its forms does anything for a stranger', async () => {
    for (const [path, fields] of [...forms(eve!), ...membersForms]) {
      expect([path, (await form(browsers.mallory, path, fields)).status]).toEqual([path, 404]);
    }
    expect(await membersOf()).toEqual({ ada: 'owner', bob: 'admin', eve: 'member' });
  });

  it('those for admins and owners do nothing for a member, and say so', async () => {
    for (const [path, fields] of forms(bob!)) {
      const { status, text } = await form(browsers.eve, path, fields);
      expect([path, status, text.includes('You may not')]).toEqual([path, 403, true]);
    }
    expect(await membersOf()).toEqual({ ada: 'owner', bob: 'admin', eve: 'member' });
  });

  it('those for the owner do nothing for an admin', async () => {
    for (const path of [`members/${eve!.id}/role`, 'hand-over', 'delete', `members/${ada!.id}/remove`]) {
      const fields = { role: 'admin', username: 'eve', sure: 'on' };
      expect([path, (await form(browsers.bob, path, fields)).status]).toEqual([path, 403]);
    }
    expect(await membersOf()).toEqual({ ada: 'owner', bob: 'admin', eve: 'member' });
  });

  it('none does anything without the security token', async () => {
    for (const [path, fields] of [...forms(eve!), ...membersForms]) {
      const sent = { form: fields, headers: { 'x-csrf-token': '' } };
      expect([path, (await browsers.ada.send(`/group-web/${group}/${path}`, sent)).status]).toEqual([path, 403]);
    }
    for (const path of ['/group-web/', '/group-web/new', '/join/', `/explore/${group}/join`]) {
      const sent = { form: { name: 'x', code: 'x' }, headers: { 'x-csrf-token': '' } };
      expect([path, (await browsers.ada.send(path, sent)).status]).toEqual([path, 403]);
    }
    expect(await membersOf()).toEqual({ ada: 'owner', bob: 'admin', eve: 'member' });
  });
});
