import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import type { OpenApp } from '../support/app.js';
import { Doors } from '../support/doors.js';
import { makeGroup } from '../support/groups.js';
import { RawClient } from '../support/raw-client.js';
import { Town } from '../support/town.js';

let doors: Doors;
let ada: Actor;
let bob: Actor;
let count = 0;
beforeAll(async () => {
  doors = await Doors.open();
});
afterAll(() => doors.close());
beforeEach(async () => {
  await doors.town.clear();
  ada = await doors.town.settle(`ada${++count}`);
  bob = await doors.town.settle(`bob${count}`);
});

const call = async (who: Actor, method: string, path: string) => {
  const response = await doors.call(who, method, path);
  const text = await response.text();
  return { status: response.status, text, body: text ? JSON.parse(text) : undefined };
};
const publicGroup = (name: string) => makeGroup(doors.town.database, { owner: ada }, { name, visibility: 'public' });
const privateGroup = (name: string, owner = ada) => makeGroup(doors.town.database, { owner }, { name });
const found = async (q: string): Promise<string[]> =>
  (await call(bob, 'GET', `/group/discover/?q=${encodeURIComponent(q)}`)).body.results.map(
    ({ name }: { name: string }) => name,
  );
const dial = async (who: Actor, address: string) =>
  RawClient.dial(doors.server as unknown as OpenApp, `/ws/chat/${address}/`, {
    token: (await doors.bearerOf(who)).slice(7),
  }).opened();

describe('public groups', () => {
  it('are found by a part of their name in any case; a letter or two only where it begins', async () => {
    for (const name of ['Alpine Club', 'Calpe', 'Zoo', 'under_score', 'Под мостом']) await publicGroup(name);
    await privateGroup('Alpine secret');

    expect(await found('ALP')).toEqual(['Alpine Club', 'Calpe']);
    expect(await found('al')).toEqual(['Alpine Club']);
    expect(await found('МОСТ')).toEqual(['Под мостом']);
    expect(await found('_')).toEqual([]);
    expect(await found('%')).toEqual([]);
    expect(await found('r_s')).toEqual(['under_score']);
    expect(await found('')).toHaveLength(5);
    expect(await found('nothing like that')).toEqual([]);
  });

  it('come in pages by name, none twice and none left out', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `Group ${String.fromCharCode(97 + index)}.x`);
    for (const name of names.toReversed()) await publicGroup(name);

    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call(bob, 'GET', `/group/discover/?q=group&limit=10${cursor}`);
      seen.push(...body.results.map(({ name }: { name: string }) => name));
      if (!body.next) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }

    expect(seen).toEqual(names);
  });

  it('are found by an index among many', async () => {
    const city = await Town.found();
    await city.database.query(
      `WITH made AS (INSERT INTO chats (kind) SELECT 'group' FROM generate_series(1, 20000) RETURNING id)
       INSERT INTO groups (chat_id, name, name_key, visibility, member_count)
       SELECT id, 'Town ' || md5(id::text), 'town ' || md5(id::text), 'public', 1 FROM made`,
    );
    await city.database.query('ANALYZE groups');
    const { DiscoveryService } = await import('../../src/groups/joining/discovery.service.js');

    const plan = await city.planOf(() => new DiscoveryService(city.database).find(bob, { q: 'abcde' }));
    await city.leave();

    expect(plan).toContain('groups_public_search');
    expect(plan).not.toContain('Seq Scan on groups');
  });

  it('show a stranger their name, description, icon and number of members, and nothing else', async () => {
    const { id, code } = await publicGroup('Alpine Club');
    await doors.town.database.query("UPDATE groups SET description = 'Mountains' WHERE chat_id = $1", [id]);

    const { body, text } = await call(bob, 'GET', '/group/discover/');

    expect(body).toEqual({
      results: [
        {
          ...{ id, name: 'Alpine Club', description: 'Mountains', icon: null, member_count: 1 },
          ...{ join_by_request: false, joined: false, requested: false },
        },
      ],
      next: null,
    });
    expect(text).not.toContain(code);
    for (const path of ['', '/members/', '/code/', '/bans/', '/requests/'])
      expect([path, (await call(bob, 'GET', `/group/${id}${path}`)).status]).toEqual([path, 404]);
    expect((await call(bob, 'GET', `/chat/${id}`)).status).toBe(404);
  });

  it('are joined by whoever likes, private ones by nobody', async () => {
    const [open, closed] = [await publicGroup('Alpine Club'), await privateGroup('Alpine secret')];

    expect((await call(bob, 'POST', `/group/${open.id}/join/`)).body).toEqual({ id: open.id, name: 'Alpine Club' });
    expect((await call(bob, 'POST', `/group/${open.id}/join/`)).body).toMatchObject({ detail: expect.any(String) });
    const [refused, none] = [
      await call(bob, 'POST', `/group/${closed.id}/join/`),
      await call(bob, 'POST', '/group/2000000001/join/'),
    ];
    expect([refused.status, refused.text]).toEqual([404, none.text]);
    expect((await call(bob, 'GET', '/group/discover/')).body.results).toMatchObject([
      { joined: true, member_count: 2 },
    ]);
  });
});

describe('coming and going without end', () => {
  it('ends after a hundred times an hour, also by name', async () => {
    const { id } = await publicGroup('Alpine Club');
    const come = async () => (await call(bob, 'POST', `/group/${id}/join/`)).status;
    const go = async () => (await call(bob, 'DELETE', `/group/${id}/members/${bob.id}/`)).status;
    for (let times = 0; times < 100; times++) expect([await come(), await go()]).toEqual([200, 204]);

    expect(await come()).toBe(429);
    expect(await (await dial(bob, 'alpine%20club')).ended()).toBe(4429);
    expect((await call(ada, 'GET', `/group/${id}/members/`)).body.results).toHaveLength(1);
  });
});

describe('ws/chat/<name>/', () => {
  it('joins a public group, however its name is written', async () => {
    const { id } = await publicGroup('Alpine Club é');

    for (const [index, address] of [
      'Alpine%20Club%20%C3%A9',
      'alpine%20club%20e%CC%81',
      'ALPINE%20CLUB%20%c3%89',
    ].entries()) {
      const one = await doors.town.settle(`one${count}.${index}`);
      const client = await dial(one, address);
      client.send({ type: 'message', text: `from ${index}`, client_id: 'x' });
      expect(await client.heard('ack')).toMatchObject({ client_id: 'x' });
      expect(await client.heard('message', ({ text }) => text === `from ${index}`)).toMatchObject({ chat_id: id });
      await client.hangUp();
    }
  });

  it('leads to one’s own group before a public one of the same name', async () => {
    const open = await publicGroup('Alpine Club');
    const own = await privateGroup('alpine club', bob);

    const client = await dial(bob, 'Alpine%20Club');
    client.send({ type: 'message', text: 'here' });

    expect(await client.heard('message')).toMatchObject({ chat_id: own.id });
    expect((await call(bob, 'GET', `/group/${open.id}`)).status).toBe(404);
    await client.hangUp();
  });

  it.each(['alpine%20secret', '%E0%A4%A', 'a%00b', '%ED%A0%80', 'x'.repeat(81), '٣٤'])(
    'is no chat for %j',
    async (address) => {
      await privateGroup('Alpine secret');

      const [client, none] = [await dial(bob, address), await dial(bob, '2000000001')];

      expect([await client.ended(), await none.ended()]).toEqual([4404, 4404]);
      expect([client.closed, client.frames]).toEqual([none.closed, none.frames]);
    },
  );

  it('asks to be let in where admins decide, and says so', async () => {
    const { id } = await publicGroup('Alpine Club');
    await doors.town.database.query('UPDATE groups SET join_by_request = true WHERE chat_id = $1', [id]);

    const client = await dial(bob, 'alpine%20club');

    expect(await client.ended()).toBe(4404);
    expect(client.closed!.reason).toContain('asked');
    expect((await call(ada, 'GET', `/group/${id}/requests/`)).body.results).toHaveLength(1);
  });
});
