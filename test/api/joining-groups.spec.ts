import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { GroupLimits } from '../../src/groups/group-limits.js';
import { askedFor } from '../support/asked-for.js';
import { type BareApp, bareApp } from '../support/bare-app.js';
import { Doors } from '../support/doors.js';
import { makeGroup } from '../support/groups.js';

let doors: Doors;
let ada: Actor;
let bob: Actor;
let eve: Actor;
let count = 0;
const person = () => doors.town.settle(`person${++count}`);
const people = (many: number) => Promise.all(Array.from({ length: many }, person));
beforeAll(async () => {
  doors = await Doors.open();
});
afterAll(() => doors.close());
beforeEach(async () => {
  [ada, bob, eve] = (await people(3)) as [Actor, Actor, Actor];
});

const call = async (who: Actor | null, method: string, path: string, json?: unknown) => {
  const response = await doors.call(who, method, path, { json });
  const text = await response.text();
  return { status: response.status, text, body: text ? JSON.parse(text) : undefined };
};
const join = (who: Actor, code: unknown) => call(who, 'POST', '/group-join/', { code });
const groupOf = (owner: Actor, more: Parameters<typeof makeGroup>[2] = {}, rest: object = {}) =>
  makeGroup(doors.town.database, { owner, ...rest }, more);
const membersOf = async (groupId: number): Promise<number[]> =>
  (await doors.town.database.query('SELECT user_id FROM memberships WHERE chat_id = $1 ORDER BY 1', [groupId])).map(
    ({ user_id }: { user_id: number }) => user_id,
  );
const systemOf = async (groupId: number): Promise<[string, string][]> =>
  (
    await doors.town.database.query(
      "SELECT event->>'name' AS name, text FROM messages WHERE chat_id = $1 AND kind = 'system' ORDER BY seq",
      [groupId],
    )
  ).map(({ name, text }: Record<string, string>) => [name, text]);
const set = (groupId: number, columns: string) =>
  doors.town.database.query(`UPDATE groups SET ${columns} WHERE chat_id = $1`, [groupId]);
const ban = (groupId: number, { id }: Actor) =>
  doors.town.database.query('INSERT INTO bans (chat_id, user_id) VALUES ($1, $2)', [groupId, id]);

describe('joining by code', () => {
  it('lets somebody in, once, and says so in the chat', async () => {
    const group = await groupOf(ada);

    const first = await join(bob, group.code);
    const again = await join(bob, group.code);

    expect([first.status, first.body]).toEqual([200, { id: group.id, name: group.name }]);
    expect([again.status, again.body.id, typeof again.body.detail]).toEqual([200, group.id, 'string']);
    expect(await membersOf(group.id)).toEqual([ada.id, bob.id].toSorted((a, b) => a - b));
    expect(await systemOf(group.id)).toEqual([['member_joined', `${bob.username} joined`]]);
    expect((await call(bob, 'GET', `/group/${group.id}`)).body).toMatchObject({ unread: 0, group: { role: 'member' } });
  });

  it('takes the code in any case, with spaces and dashes', async () => {
    const { code, id } = await groupOf(ada);
    const written = [code.toLowerCase(), ` ${code.replace(/(.{4})/g, '$1-')} `, code.replace(/(.{4})/g, '$1 ')];

    for (const text of written) expect((await join(await person(), text)).status).toBe(200);

    expect(await membersOf(id)).toHaveLength(4);
  });

  it('without a code is told what is missing', async () => {
    for (const body of [{}, { code: '' }, { code: null }, { code: 7 }, { code: ['A'] }]) {
      const answer = await call(bob, 'POST', '/group-join/', body);
      expect([answer.status, answer.body.fields]).toEqual([400, { code: ['Say the code.'] }]);
    }
  });

  it('answers everything that is wrong with a code with the same bytes', async () => {
    const groups = await Promise.all(Array.from({ length: 5 }, () => groupOf(ada)));
    const [expired, usedUp, closed, banned, renewed] = groups as [
      (typeof groups)[0],
      (typeof groups)[0],
      (typeof groups)[0],
      (typeof groups)[0],
      (typeof groups)[0],
    ];
    await set(expired.id, "code_expires_at = now() - interval '1 second'");
    await set(usedUp.id, 'code_max_uses = 2, code_uses = 2');
    expect((await call(ada, 'DELETE', `/group/${closed.id}/code/`)).status).toBe(204);
    await ban(banned.id, bob);
    expect((await call(ada, 'POST', `/group/${renewed.id}/code/`)).status).toBe(201);

    const codes = ['AAAAAAAAAAAAAAAA', 'no code', '----', ...groups.map(({ code }) => code)];
    const answers = [];
    for (const code of codes) answers.push(await join(bob, code));

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(404);
    for (const { id } of groups) expect(await membersOf(id)).toEqual([ada.id]);
  });

  it('lets a member know that they are in, also with a code that is used up', async () => {
    const group = await groupOf(ada);
    await set(group.id, 'code_max_uses = 1');
    await join(bob, group.code);

    expect((await join(bob, group.code)).body).toMatchObject({ id: group.id, detail: expect.any(String) });
    expect((await join(eve, group.code)).status).toBe(404);
  });

  it('allows ten wrong codes an hour, however they are wrong, and right ones do not count', async () => {
    const groups = await Promise.all(Array.from({ length: 12 }, () => groupOf(ada)));
    for (let index = 0; index < 10; index++) {
      expect((await join(bob, groups[index]!.code)).status).toBe(200);
      expect((await join(bob, index % 2 ? 'AAAAAAAAAAAAAAAA' : 'malformed')).status).toBe(404);
    }

    const refused = await join(bob, groups[10]!.code);

    expect([refused.status, refused.body.code, refused.body.retry_after > 3500]).toEqual([429, 'rate_limited', true]);
    expect((await join(eve, groups[10]!.code)).status).toBe(200);
  });

  it('allows ten also when a hundred are sent at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => join(bob, 'AAAAAAAAAAAAAAAA')));

    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
  });

  it('does the same work for every kind of wrong code, so that the time tells nothing', async () => {
    const [banned, expired] = [await groupOf(ada), await groupOf(ada)];
    await set(expired.id, "code_expires_at = now() - interval '1 second'");
    await ban(banned.id, eve);
    const codes = { malformed: 'x', wrong: 'AAAAAAAAAAAAAAAA', expired: expired.code, banned: banned.code };
    await join(eve, 'warm');

    const asked = new Set<string>();
    for (const code of Object.values(codes)) {
      const statements = await askedFor(doors.server.app, async () => expect((await join(eve, code)).status).toBe(404));
      asked.add(statements.join(';'));
    }

    expect([...asked]).toEqual([expect.stringContaining('code')]);
  });

  it('is never written into the log, wherever the code stood', async () => {
    const group = await groupOf(ada);
    await join(bob, group.code);
    await join(eve, `${group.code.slice(0, -1)}2`);
    await call(ada, 'GET', `/group/${group.id}/code/`);
    await call(bob, 'GET', `/join/${group.code}`).catch(() => undefined);

    const lines = JSON.stringify(doors.server.lines);
    expect(lines.length).toBeGreaterThan(100);
    expect([lines.includes(group.code), lines.includes(group.code.slice(0, -1))]).toEqual([false, false]);
  });
});

describe('many who join at once', () => {
  let second: BareApp;
  beforeAll(async () => {
    second = await bareApp({ databaseUrl: doors.server.database.url });
  });
  afterAll(() => second.close());

  /** Half of them at one instance, half at the other. */
  const crowdJoins = async (crowd: Actor[], code: string): Promise<number[]> => {
    const bearers = await Promise.all(crowd.map((one) => doors.bearerOf(one)));
    const answers = bearers.map((authorization, index) =>
      fetch(`${index % 2 ? doors.url : second.url}/group-join/`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      }),
    );
    return Promise.all(answers.map(async (answer) => (await answer).status));
  };

  it('with a code for one are one', async () => {
    const group = await groupOf(ada);
    await set(group.id, 'code_max_uses = 1');

    const statuses = await crowdJoins(await people(40), group.code);

    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(39);
    expect(await membersOf(group.id)).toHaveLength(2);
  });

  it('are all members where nothing limits the code (negative control)', async () => {
    const group = await groupOf(ada);

    await crowdJoins(await people(40), group.code);

    expect(await membersOf(group.id)).toHaveLength(41);
  });

  it('never make a group larger than it may be', async () => {
    const limits = [doors.server.app, second.app].map((app) => app.get(GroupLimits, { strict: false }));
    for (const limit of limits) limit.members = 50;
    const group = await groupOf(ada);

    const statuses = await crowdJoins(await people(100), group.code);
    for (const limit of limits) limit.members = new GroupLimits().members;

    expect(statuses.filter((status) => status === 200)).toHaveLength(49);
    expect(statuses.filter((status) => status === 409)).toHaveLength(51);
    expect(await membersOf(group.id)).toHaveLength(50);
    const [{ member_count, last_seq }] = await doors.town.database.query(
      'SELECT member_count, last_seq FROM groups JOIN chats ON id = chat_id WHERE chat_id = $1',
      [group.id],
    );
    expect([member_count, last_seq]).toEqual([50, 49]);
  });

  it('are one member when they are one person', async () => {
    const group = await groupOf(ada);

    const statuses = await crowdJoins(Array(20).fill(bob), group.code);

    expect(statuses).toEqual(Array(20).fill(200));
    expect(await membersOf(group.id)).toEqual([ada.id, bob.id].toSorted((a, b) => a - b));
    expect(await systemOf(group.id)).toHaveLength(1);
  });
});

describe('the code of a group', () => {
  it('is seen and changed by admins and the owner only', async () => {
    const group = await groupOf(ada, {}, { admins: [bob], members: [eve] });
    const stranger = await person();

    for (const who of [ada, bob])
      expect((await call(who, 'GET', `/group/${group.id}/code/`)).body).toEqual({
        code: group.code,
        link: `/join/${group.code}`,
        expires: null,
        max_uses: null,
        uses: 0,
      });
    for (const [who, status] of [
      [eve, 403],
      [stranger, 404],
    ] as const)
      for (const method of ['GET', 'POST', 'DELETE'])
        expect((await call(who, method, `/group/${group.id}/code/`, method === 'POST' ? {} : undefined)).status).toBe(
          status,
        );
    expect((await join(stranger, group.code)).status).toBe(200);
  });

  it('is another one when it is renewed, and opens for so long and so often', async () => {
    const group = await groupOf(ada);

    const made = await call(ada, 'POST', `/group/${group.id}/code/`, { expires_in: 3600, max_uses: 1 });

    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ max_uses: 1, uses: 0, code: expect.stringMatching(/^[A-Z2-7]{16}$/) });
    expect(made.body.code).not.toBe(group.code);
    const left = new Date(made.body.expires).getTime() - Date.now();
    expect(left > 3_590_000 && left < 3_605_000).toBe(true);
    expect((await join(bob, group.code)).status).toBe(404);
    expect((await join(bob, made.body.code)).status).toBe(200);
    expect((await call(ada, 'GET', `/group/${group.id}/code/`)).body.uses).toBe(1);
    expect((await join(eve, made.body.code)).status).toBe(404);
    expect(JSON.stringify(await systemOf(group.id))).not.toContain(made.body.code);
  });

  it('is none while joining is closed', async () => {
    const group = await groupOf(ada);

    expect((await call(ada, 'DELETE', `/group/${group.id}/code/`)).status).toBe(204);
    expect((await call(ada, 'DELETE', `/group/${group.id}/code/`)).status).toBe(204);

    expect((await call(ada, 'GET', `/group/${group.id}/code/`)).body).toMatchObject({ code: null, link: null });
    expect((await systemOf(group.id)).map(([name]) => name)).toEqual(['code_closed']);
  });

  it.each([{ expires_in: 0 }, { expires_in: 1.5 }, { max_uses: -1 }, { max_uses: '3' }, { expires_in: 1e12 }])(
    'is not made with %j',
    async (wanted) => {
      const group = await groupOf(ada);

      expect((await call(ada, 'POST', `/group/${group.id}/code/`, wanted)).status).toBe(400);

      expect((await call(ada, 'GET', `/group/${group.id}/code/`)).body.code).toBe(group.code);
    },
  );
});
