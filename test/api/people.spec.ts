import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { People, Person, Profile } from '../../src/shared/payloads.js';
import { Doors } from '../support/doors.js';

let doors: Doors;
let ada: Actor;
let bob: Actor;
beforeAll(async () => {
  doors = await Doors.open();
});
beforeEach(async () => {
  await doors.town.clear();
  ada = await doors.town.settle('ada', { display_name: 'Ada Lovelace', email: 'ada@example.org' });
  bob = await doors.town.settle('bob');
});
afterAll(() => doors.close());

const answer = async (response: Response) => ({
  status: response.status,
  body: response.status === 204 ? null : await response.json(),
});
const call = async (...args: Parameters<Doors['call']>) => answer(await doors.call(...args));

describe('every route about people', () => {
  it.each([
    ['GET', '/user/'],
    ['GET', '/user/me/'],
    ['PATCH', '/user/me/'],
    ['PUT', '/user/me/avatar/'],
    ['DELETE', '/user/me/avatar/'],
    ['GET', '/search/?q=ada'],
    ['POST', '/user/1/block/'],
    ['DELETE', '/user/1/block/'],
    ['POST', '/user/1/report/'],
    ['GET', `/user/1/avatar/${'0'.repeat(64)}`],
  ])('%s %s is for people who are signed in', async (method, path) => {
    const response = await doors.call(null, method, path);

    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer(response)).toMatchObject({ status: 401, body: { code: 'not_authenticated' } });
  });

  it.each(['/user', '/user/', '/user/me', '/user/me/', '/search?q=bob', '/search/?q=bob'])(
    'answers %s, with or without its last slash',
    async (path) => expect((await call(ada, 'GET', path)).status).toBe(200),
  );

  it.each(['0', '-1', '01', '1e0', '%201', '2147483648', '99999999999', 'ada', '%00', '１'])(
    'takes the id %s for one of nobody',
    async (id) => {
      const unknown = await call(ada, 'POST', '/user/999999/block/');
      expect(unknown.status).toBe(404);
      expect(await call(ada, 'POST', `/user/${id}/block/`)).toEqual(unknown);
    },
  );
});

describe('/user/me/', () => {
  it('shows and changes the own profile', async () => {
    const shown = await call(ada, 'GET', '/user/me/');
    expect(shown.status).toBe(200);
    expect(Profile.parse(shown.body)).toMatchObject({ username: 'ada', email: 'ada@example.org' });

    const changed = await call(ada, 'PATCH', '/user/me/', { json: { bio: 'Engines.', username: 'root', id: 7 } });

    expect(changed).toEqual({ status: 200, body: { ...(shown.body as object), bio: 'Engines.' } });
  });

  it('says which field is wrong and changes nothing then', async () => {
    const refused = await call(ada, 'PATCH', '/user/me/', { json: { bio: 'new', typing_visible: 'no', email: 'x' } });

    expect(refused).toMatchObject({
      status: 400,
      body: {
        statusCode: 400,
        code: 'invalid_input',
        fields: {
          typing_visible: ['This must be true or false.'],
          email: [expect.stringContaining('ada@example.org')],
        },
      },
    });
    expect((await call(ada, 'GET', '/user/me/')).body).toMatchObject({ bio: '', email: 'ada@example.org' });
  });

  it.each([
    ['nothing', {}, 200],
    ['a list', { json: [] }, 400],
    ['broken JSON', { body: '{"bio":', headers: { 'content-type': 'application/json' } }, 400],
  ])('answers %s', async (_, init, status) => {
    expect((await call(ada, 'PATCH', '/user/me/', init as object)).status).toBe(status);
  });
});

describe('/user/', () => {
  it('comes in pages of 50, or as many as asked for, but never over 200', async () => {
    await doors.town.database.query(
      "INSERT INTO users (username, username_key, password_hash) SELECT 'u' || i, 'u' || i, '-' FROM generate_series(1, 230) i",
    );
    const page = async (query: string) => People.parse((await call(ada, 'GET', `/user/${query}`)).body);

    expect((await page('')).results).toHaveLength(50);
    expect((await page('?limit=1000')).results).toHaveLength(200);
    const first = await page('?limit=1');
    expect(first).toMatchObject({ results: [{ username: 'ada' }], next: 'ada' });
    expect((await page(`?limit=1&cursor=${first.next}`)).results).toMatchObject([{ username: 'bob' }]);
  });

  it.each(['limit=0', 'limit=-1', 'limit=x', 'limit=1&limit=2', 'cursor=%00', 'cursor=A%20B', 'cursor='])(
    'refuses %s',
    async (query) => {
      expect(await call(ada, 'GET', `/user/?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    },
  );

  it('tells nobody’s address and no stranger’s presence', async () => {
    const response = await doors.call(bob, 'GET', '/user/');

    const text = await response.text();
    expect(text).not.toMatch(/@|email|hash|site_admin/);
    expect(JSON.parse(text).results[0]).toMatchObject({ username: 'ada', is_online: null, lastseen: null });
  });
});

describe('/search/', () => {
  it('answers a list of people', async () => {
    const { status, body } = await call(bob, 'GET', '/search/?q=LOVE');

    expect(status).toBe(200);
    expect((body as unknown[]).map((person) => Person.parse(person))).toMatchObject([{ id: ada.id, username: 'ada' }]);
  });

  it('is found under q, query and username alike', async () => {
    for (const name of ['q', 'query', 'username'])
      expect((await call(bob, 'GET', `/search/?${name}=LOVE`)).body).toMatchObject([{ username: 'ada' }]);
    expect((await call(bob, 'GET', '/search/?query=')).status).toBe(400);
  });

  it.each(['', '?q=', '?q=%20%20', '?q=a&q=b', '?q[]=a', `?q=${'x'.repeat(65)}`, '?q=%00', '?q=a%00b'])(
    'refuses %j and names the field',
    async (query) => {
      expect(await call(ada, 'GET', `/search/${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', fields: { q: [expect.any(String)] } },
      });
    },
  );

  it.each([`%27%3B%20DROP%20TABLE%20users--`, '%25%25%25', '%5C', '___'])('takes %s as text', async (q) => {
    expect(await call(ada, 'GET', `/search/?q=${q}`)).toEqual({ status: 200, body: [] });
  });

  it('may be asked 120 times a minute by one person, and still by another', async () => {
    const eve = await doors.town.settle('eve');
    const statuses: number[] = [];
    for (let i = 0; i < 121; i++) statuses.push((await call(eve, 'GET', '/search/?q=zzz')).status);

    expect(statuses.filter((status) => status === 200)).toHaveLength(120);
    expect(await call(eve, 'GET', '/search/?q=zzz')).toMatchObject({
      status: 429,
      body: { code: 'rate_limited', retry_after: expect.any(Number) },
    });
    expect((await call(bob, 'GET', '/search/?q=zzz')).status).toBe(200);
  });
});

describe('blocking and reporting', () => {
  it('makes the blocker an unknown user for the blocked one, byte for byte', async () => {
    const bytes = async (method: string, path: string) => {
      const response = await doors.call(bob, method, path);
      return `${response.status} ${await response.text()}`;
    };
    expect((await call(ada, 'POST', `/user/${bob.id}/block/`)).status).toBe(204);

    for (const action of ['block', 'report']) {
      expect(await bytes('POST', `/user/${ada.id}/${action}/`)).toBe(await bytes('POST', `/user/999999/${action}/`));
    }
    expect(await bytes('DELETE', `/user/${ada.id}/block/`)).toBe(await bytes('DELETE', '/user/999999/block/'));
    expect(await bytes('GET', '/search/?q=ada')).toBe(await bytes('GET', '/search/?q=nobody'));
    expect((await call(ada, 'DELETE', `/user/${bob.id}/block/`)).status).toBe(204);
    expect((await call(bob, 'GET', '/search/?q=ada')).body).toHaveLength(1);
  });

  it('is not done to oneself', async () => {
    for (const action of ['block', 'report']) {
      expect((await call(ada, 'POST', `/user/${ada.id}/${action}/`)).status).toBe(400);
    }
  });

  it('takes a report with a reason or without', async () => {
    expect((await call(ada, 'POST', `/user/${bob.id}/report/`)).status).toBe(204);
    expect((await call(ada, 'POST', `/user/${bob.id}/report/`, { json: { reason: 'spam' } })).status).toBe(204);
    expect(await call(ada, 'POST', `/user/${bob.id}/report/`, { json: { reason: 'x'.repeat(1001) } })).toMatchObject({
      status: 400,
      body: { fields: { reason: ['The reason is too long: at most 1000 characters.'] } },
    });
  });
});
