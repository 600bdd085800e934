import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { codeOf, groupOf } from '../support/groups-of.js';
import { people, type TestPerson } from '../support/people.js';
import { serverOf } from '../support/servers.js';

const WRONG = 'AAAABBBBCCCCDDDD';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
let browsers: { bob: Browser; eve: Browser };
let group: number;
let code: string;

beforeAll(async () => {
  app = await openApp();
  [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
  const [b, e] = await Promise.all([bob!.browser(), eve!.browser()]);
  browsers = { bob: b, eve: e };
  group = await groupOf(ada!, 'Harbour Renovation');
  code = await codeOf(ada!, group);
});
afterAll(() => app.close());

describe('a join link', () => {
  it('asks somebody who is signed out to sign in first, and leads on', async () => {
    const { status, headers } = await new Stranger(app).get(`/join/${code}`);

    expect([status, headers.get('location')]).toEqual([303, `/user/login/?next=%2Fjoin%2F${code}`]);
  });

  it('shows where it leads, and joins nobody who only looks', async () => {
    const { status, text } = await browsers.bob.get(`/join/${code.toLowerCase()}`);

    expect(status).toBe(200);
    expect(text).toContain('<h1 dir="auto">Harbour Renovation</h1>');
    expect((await bob!.phone.get(`/group/${group}`)).status).toBe(404);
  });

  it('says the same of every code that does not hold', async () => {
    await bob!.phone.post('/group/', { name: 'Closed', members: [] });
    const closed = await groupOf(eve!, 'Closed');
    const old = await codeOf(eve!, closed);
    await eve!.phone.delete(`/group/${closed}/code/`);
    const answers = await Promise.all([WRONG, old, 'x', '%20'].map((name) => browsers.bob.get(`/join/${name}`)));
    const bodies = answers.map(({ text }) => text.replace(/(?:content|value)="[^"]{40,}"/g, ''));

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain('This code leads nowhere');
  });

  it('joins by its button', async () => {
    const answer = await browsers.bob.submit('/join/', { code });

    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/chat-web/${group}`]);
    expect((await browsers.bob.get(`/join/${code}`)).text).toContain('You are a member already.');
  });
});

describe('a code typed at home', () => {
  it('that is wrong is said at the field, with what was typed', async () => {
    const { status, text } = await browsers.eve.submit('/join/', { code: 'aaaa-bbbb', from: 'home' });

    expect(status).toBe(404);
    expect(text).toContain('value="aaaa-bbbb"');
    expect(text).toMatch(/id="join-code-error">.*This code lets you in nowhere/s);
  });

  it('that is missing is asked for', async () => {
    const { status, text } = await browsers.eve.submit('/join/', { from: 'home' });

    expect(status).toBe(400);
    expect(text).toContain('Say the code.');
  });

  it('asks the admins where they decide', async () => {
    await ada!.phone.patch(`/group/${group}/`, { join_by_request: true });

    const answer = await browsers.eve.submit('/join/', { code, from: 'home' });
    const { text } = await browsers.eve.get(answer.headers.get('location')!);

    expect(answer.headers.get('location')).toBe(`/join/${code}`);
    expect(text).toContain('You asked to join.');
    expect((await eve!.phone.get(`/group/${group}`)).status).toBe(404);
  });
});

describe('public groups', () => {
  it('are found and joined, and private ones are not there', async () => {
    const open = await groupOf(ada!, 'Night Sky');
    await ada!.phone.patch(`/group/${open}/`, { visibility: 'public', description: 'Clear nights' });

    const all = await browsers.bob.get('/explore/');
    const found = await browsers.bob.get('/explore/?q=night');
    const none = await browsers.bob.get('/explore/?q=harbour');
    expect(all.text).toContain('Night Sky</h3>');
    expect(found.text).toContain('Clear nights');
    expect(none.text).toContain('Nothing public is called “<bdi>harbour</bdi>”');
    expect(none.text).not.toContain('Harbour Renovation</h3>');

    const joined = await browsers.bob.submit(`/explore/${open}/join`, {});
    expect(joined.headers.get('location')).toBe(`/chat-web/${open}`);
    expect((await browsers.bob.get('/explore/')).text).toContain('aria-label="Joined, open Night Sky"');
  });

  it('that ask first say that one waits', async () => {
    const open = await groupOf(ada!, 'Choir');
    await ada!.phone.patch(`/group/${open}/`, { visibility: 'public', join_by_request: true });

    const answer = await browsers.bob.submit(`/explore/${open}/join`, {});

    expect(answer.headers.get('location')).toBe('/explore/?saved=asked');
    expect((await browsers.bob.get('/explore/?saved=asked')).text).toContain('Asked to join');
  });

  it('are joined by nobody who is not shown them', async () => {
    const closed = await groupOf(ada!, 'Private');

    expect((await browsers.eve.submit(`/explore/${closed}/join`, {})).status).toBe(404);
    expect((await browsers.eve.submit('/explore/999999/join', {})).status).toBe(404);
  });
});

describe('the code of a server', () => {
  it('leads into it from home and from its link, and nowhere once it is closed', async () => {
    const server = await serverOf(ada!, [], { name: 'The yard' });
    expect((await browsers.eve.get(`/join/${server.code}`)).text).toMatch(/The yard.*Join the server/s);
    const joined = await browsers.eve.submit('/join/', { code: server.code, from: 'home' });
    expect(joined.headers.get('location')).toBe(`/server-web/${server.id}`);
    expect((await browsers.eve.get(`/join/${server.code}`)).text).toMatch(
      /You are a member already.*href="\/server-web\/\d+">Open the server/s,
    );

    await ada!.phone.delete(`/server/${server.id}/code/`);
    expect((await browsers.eve.get(`/join/${server.code}`)).status).toBe(404);
  });
});

describe('public servers', () => {
  it('are found by name and category, with their members, and private ones are not there', async () => {
    const open = await serverOf(ada!, [], { name: 'Bike Kitchen', category: 'Making', visibility: 'public' });
    await serverOf(ada!, [], { name: 'Bike Cellar', category: 'Hidden things' });

    for (const path of ['/explore/?q=bike', '/explore/?category=MAKING', '/explore/?category=making&q=kitchen']) {
      const { text } = await browsers.bob.get(path);
      expect([path, text.includes('Bike Kitchen</h3>'), /Bike Cellar|Hidden things/.test(text)]).toEqual([
        path,
        true,
        false,
      ]);
      expect(text).toMatch(new RegExp(`data-count-of="${open.id}">1 member<`));
      expect(text).toContain(`action="/server-web/${open.id}/join"`);
    }
    expect((await browsers.bob.get('/explore/?category=None')).text).toContain('Nothing in “<bdi>None</bdi>” yet');
    expect((await browsers.bob.get(`/explore/?category=${'x'.repeat(200)}`)).status).toBe(400);
  });
});
