import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { poolOf } from '../../src/database/prepared-query.js';
import { type OpenApp, openApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import { groupOf } from '../support/groups.js';
import { people, person, type TestPerson } from '../support/people.js';

describe('a mention in a group', () => {
  let app: OpenApp;
  let [ada, bob, eve]: TestPerson[] = [];
  let group: number;
  beforeAll(async () => {
    app = await openApp();
    [ada, bob, eve] = await people(app, 'ada', 'bob', 'eve');
    group = await groupOf(ada!, [bob!]);
  });
  afterAll(() => app.close());

  const say = (who: TestPerson, text: string, chat = group) => who.phone.post(`/chat/${chat}/messages/`, { text });
  const figures = async (who: TestPerson): Promise<[number, number]> => {
    const { unread, mentions } = (await who.phone.get('/group/')).body.find(({ id }: Json) => id === group);
    expect((await who.phone.get(`/chat/${group}`)).body).toMatchObject({ unread, mentions });
    return [unread, mentions];
  };

  it('is counted apart from what is unread, once a message, until it is read', async () => {
    await bob!.phone.post(`/chat/${group}/read/`);
    await say(ada!, 'good morning');
    await say(ada!, '@Bob and @bob: look, @nobody, @eve, mail@bob.org');
    await say(ada!, 'thanks, @bob.');
    await say(bob!, '@bob is me');

    const before = [await figures(bob!), (await figures(ada!))[1]];
    await bob!.phone.post(`/chat/${group}/read/`, { up_to: 3 });
    const between = await figures(bob!);
    await bob!.phone.post(`/chat/${group}/read/`);

    expect(before).toEqual([[3, 2], 0]);
    expect(between).toEqual([1, 1]);
    expect(await figures(bob!)).toEqual([0, 0]);
  });

  it('is none of somebody who is not there, nor of anybody who comes later', async () => {
    await say(ada!, 'where is @eve?');

    await ada!.phone.post(`/group/${group}/members/`, { usernames: ['eve'] });

    expect((await figures(eve!))[1]).toBe(0);
  });

  it('is forgotten with the membership', async () => {
    const mia = await person(app, 'mia');
    await ada!.phone.post(`/group/${group}/members/`, { usernames: ['mia'] });
    await say(ada!, 'welcome @mia');
    expect((await figures(mia))[1]).toBe(1);
    await mia.phone.delete(`/group/${group}/members/${mia.id}/`);

    await ada!.phone.post(`/group/${group}/members/`, { usernames: ['mia'] });

    expect((await figures(mia))[1]).toBe(0);
  });

  it('does not keep a message from being sent, and a text without one costs no query', async () => {
    const query = jest.spyOn(poolOf(app.database), 'query');
    const stored = () => query.mock.calls.filter(([asked]) => (asked as { name?: string }).name === 'store-mentions');
    await say(ada!, 'plain');
    const without = stored().length;
    await say(ada!, 'for @bob');
    const counts = [without, stored().length];
    query.mockRestore();
    await app.database.query('ALTER TABLE mentions RENAME TO gone');
    const sent = await say(ada!, 'still @bob');
    await app.database.query('ALTER TABLE gone RENAME TO mentions');

    expect([counts, sent.status]).toEqual([[0, 1], 201]);
    expect(app.lines.some(({ msg }) => msg === 'Mentions could not be remembered')).toBe(true);
  });
});
