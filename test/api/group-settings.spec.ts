import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import { eventually } from '../support/eventually.js';
import { groupOf, happeningsOf } from '../support/groups.js';
import { person, type TestPerson } from '../support/people.js';

let app: OpenApp;
let [ada, bob, eve]: TestPerson[] = [];
beforeAll(async () => {
  app = await openApp();
  // One after the other, because lists are in the order of their ids.
  [ada, bob, eve] = [await person(app, 'ada'), await person(app, 'bob'), await person(app, 'eve')];
});
beforeEach(() => deleteChats(app.database));
afterAll(() => app.close());

const makeAdmin = (group: number, who: TestPerson) =>
  ada!.phone.patch(`/group/${group}/members/${who.id}/`, { role: 'admin' });
const row = async (who: TestPerson, group: number): Promise<Json> =>
  (await who.phone.get('/group/')).body.find(({ id }: Json) => id === group);

describe('the end of a group', () => {
  const leftOf = async (group: number): Promise<number> => {
    const [{ count }] = await app.database.query(
      'SELECT (SELECT count(*) FROM messages WHERE chat_id = $1) + (SELECT count(*) FROM chats WHERE id = $1) AS count',
      [group],
    );
    return count;
  };

  it('is for the owner to decide, and takes everything that was said with it', async () => {
    const group = await groupOf(ada!, [bob!]);
    await bob!.phone.post(`/chat/${group}/messages/`, { text: 'hello' });
    await bob!.phone.post(`/chat/${group}/read/`);
    await makeAdmin(group, bob!);

    const refused = await bob!.phone.delete(`/group/${group}/`);
    const ended = await ada!.phone.delete(`/group/${group}/`);

    expect([refused.status, ended.status]).toEqual([403, 204]);
    expect((await bob!.phone.get(`/chat/${group}`)).status).toBe(404);
    expect((await bob!.phone.post(`/chat/${group}/messages/`, { text: 'anybody?' })).status).toBe(404);
    await eventually(async () => expect(await leftOf(group)).toBe(0));
  });

  it('comes when the last one leaves, and frees its name', async () => {
    const open = { name: 'Short', visibility: 'public' };
    const group = await groupOf(ada!, [], open);

    await ada!.phone.delete(`/group/${group}/members/${ada!.id}/`);

    expect(await groupOf(bob!, [], open)).toBeGreaterThan(group);
    await eventually(async () => expect(await leftOf(group)).toBe(0));
  });
});

describe('the icon of a group', () => {
  const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>';
  const put = (who: TestPerson, group: number, raw: string) =>
    who.phone.send(`/group/${group}/icon/`, { method: 'PUT', raw, headers: { 'content-type': 'image/svg+xml' } });

  it('is set by admins, shown to members, to everybody where the group is public, and removed', async () => {
    const group = await groupOf(ada!, [bob!]);

    const refused = await put(bob!, group, SVG);
    const wrong = await put(ada!, group, SVG.replace('<path', '<script/><path'));
    const { body, status } = await put(ada!, group, SVG);
    await put(ada!, group, SVG);
    const shown = [await bob!.phone.get(body.icon), await eve!.phone.get(body.icon)];
    await ada!.phone.patch(`/group/${group}/`, { visibility: 'public' });
    const toAll = await eve!.phone.get(body.icon);
    const listed = (await row(bob!, group)).icon;
    await ada!.phone.delete(`/group/${group}/icon/`);

    expect([refused.status, wrong.status, status]).toEqual([403, 400, 200]);
    expect([...shown, toAll].map(({ status: seen }) => seen)).toEqual([200, 404, 200]);
    expect(shown[0]!.headers.get('content-type')).toBe('image/svg+xml');
    expect(listed).toBe(body.icon);
    expect((await bob!.phone.get(body.icon)).status).toBe(404);
    expect((await happeningsOf(bob!, group)).slice(1).map(([, text]) => text)).toEqual([
      'ada changed the icon of the group',
      'ada made the group public',
      'ada removed the icon of the group',
    ]);
  });
});

describe('muting a chat', () => {
  it('is a setting of one’s own, for any kind of chat, until a time or for good', async () => {
    const group = await groupOf(ada!, [bob!]);
    const { body: chat } = await ada!.phone.post('/chat/', { username: 'bob' });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const mute = (id: number, muted_until: unknown) => ada!.phone.patch(`/chat/${id}/`, { muted_until });

    const answers = [await mute(group, 'always'), await mute(chat.id, later)];
    const lists = [await row(ada!, group), (await ada!.phone.get('/chat/')).body[0], await row(bob!, group)];
    const pages = [await ada!.phone.get(`/chat/${group}`), await bob!.phone.get(`/chat/${chat.id}`)];
    const over = [await mute(group, null), await mute(chat.id, '2020-01-01T00:00:00Z')];

    expect(answers.map(({ body }) => body)).toEqual([{ muted_until: 'always' }, { muted_until: later }]);
    expect(lists.map(({ muted_until }) => muted_until)).toEqual(['always', later, null]);
    expect(pages.map(({ body }) => body.muted_until)).toEqual(['always', null]);
    expect(over.map(({ body }) => body)).toEqual([{ muted_until: null }, { muted_until: null }]);
    expect((await mute(group, 'tomorrow')).status).toBe(400);
  });
});
