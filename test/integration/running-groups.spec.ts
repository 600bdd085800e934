import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { AppError } from '../../src/errors/app-error.js';
import { GroupsModule } from '../../src/groups/groups.module.js';
import { GroupLimits } from '../../src/groups/group-limits.js';
import { GroupsService } from '../../src/groups/groups.service.js';
import { MembersService } from '../../src/groups/members.service.js';
import { outranks } from '../../src/access/policy.js';
import type { Role } from '../../src/shared/roles.js';
import { type OpenApp, openApp } from '../support/app.js';

const OPERATIONS = 1000;
const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'];
const PLAIN = { name: 'g', members: [], description: '', visibility: 'private', join_by_request: false } as const;

/** The same numbers for the same seed, so that a failure can be looked at again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

let app: OpenApp;
let cast: Actor[];
let groups: GroupsService;
let members: MembersService;
beforeAll(async () => {
  app = await openApp();
  [groups, members] = [app.get(GroupsService, GroupsModule), app.get(MembersService, GroupsModule)];
  cast = [];
  for (const username of NAMES) cast.push(await settle(username));
});
afterAll(() => app.close());

async function settle(username: string): Promise<Actor> {
  const [{ id }] = await app.database.query(
    "INSERT INTO users (username, username_key, password_hash) VALUES ($1, $1, '-') RETURNING id",
    [username],
  );
  return { id, username, session_id: id, kind: 'api', site_admin: false };
}

interface Operation {
  does: 'add' | 'remove' | 'leave' | 'set role' | 'end';
  actor: Actor;
  other: Actor;
  role: Role;
}

const KINDS: Operation['does'][] = [
  ...Array<'add'>(9).fill('add'),
  ...Array<'remove'>(2).fill('remove'),
  ...Array<'leave'>(4).fill('leave'),
  ...Array<'set role'>(8).fill('set role'),
  'end',
];
const ROLE_CHOICES: Role[] = ['member', 'admin', 'admin', 'owner'];

function draw(roll: (sides: number) => number): Operation {
  return {
    does: KINDS[roll(KINDS.length)]!,
    actor: cast[roll(cast.length)]!,
    other: cast[roll(cast.length)]!,
    role: ROLE_CHOICES[roll(ROLE_CHOICES.length)]!,
  };
}

/** What came of it: done, or the code of the refusal. */
async function perform(group: number, { does, actor, other, role }: Operation): Promise<string> {
  try {
    if (does === 'add') await members.add(actor, group, [other.username]);
    if (does === 'remove') await members.remove(actor, group, other.id);
    if (does === 'leave') await members.leave(actor, group);
    if (does === 'set role') await members.setRole(actor, group, other.id, role);
    if (does === 'end') await groups.end(actor, group);
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** A group as the rules say it should be, in the order in which its members came. */
class Model {
  constructor(private people: { id: number; role: Role }[]) {}

  get isOver(): boolean {
    return this.people.length === 0;
  }

  get roles(): string[] {
    return this.people.map(({ id, role }) => `${id} ${role}`).toSorted();
  }

  perform({ does, actor, other, role }: Operation): string {
    const me = this.find(actor);
    if (!me) return 'not_found';
    if (does === 'leave' || (does === 'remove' && actor === other)) return this.leave(me);
    if (does === 'end') return me.role === 'owner' ? this.end() : 'forbidden';
    if (does === 'set role') return me.role === 'owner' ? this.setRole(me, this.find(other), role) : 'forbidden';
    if (me.role === 'member') return 'forbidden';
    return does === 'add' ? this.add(other) : this.remove(me, this.find(other));
  }

  private find = ({ id }: { id: number }) => this.people.find((person) => person.id === id);

  private add(other: Actor): string {
    if (!this.find(other)) this.people.push({ id: other.id, role: 'member' });
    return 'done';
  }

  private remove(me: { role: Role }, whom?: { id: number; role: Role }): string {
    if (!whom) return 'not_found';
    if (!outranks(me.role, whom.role)) return 'forbidden';
    this.people = this.people.filter((person) => person !== whom);
    return 'done';
  }

  private leave(me: { role: Role }): string {
    this.people = this.people.filter((person) => person !== me);
    const heir = this.people.find(({ role }) => role === 'admin') ?? this.people[0];
    if (me.role === 'owner' && heir) heir.role = 'owner';
    return 'done';
  }

  private setRole(me: { role: Role }, whom: { role: Role } | undefined, role: Role): string {
    if (!whom) return 'not_found';
    if (whom.role === role) return 'done';
    if (whom === me) return 'conflict';
    if (role === 'owner') me.role = 'admin';
    whom.role = role;
    return 'done';
  }

  private end(): string {
    this.people = [];
    return 'done';
  }
}

const rolesIn = async (group: number): Promise<string[]> => {
  const rows = await app.database.query('SELECT user_id, role FROM memberships WHERE chat_id = $1', [group]);
  return rows.map(({ user_id, role }: { user_id: number; role: Role }) => `${user_id} ${role}`).toSorted();
};

/** Groups whose owners are not exactly one, or whose count is not that of their members. */
const WRONG = `
SELECT g.chat_id, g.member_count, count(m.user_id) AS members, count(*) FILTER (WHERE m.role = 'owner') AS owners
FROM groups g LEFT JOIN memberships m ON m.chat_id = g.chat_id GROUP BY g.chat_id
HAVING count(m.user_id) <> g.member_count OR count(*) FILTER (WHERE m.role = 'owner') <> 1`;

describe('a group that is run at random', () => {
  it(`is after each of ${OPERATIONS} operations as the rules say, and never without an owner`, async () => {
    const roll = dice(20_251_121);
    let model = new Model([]);
    let group = 0;
    const results = new Map<string, number>();
    for (let n = 0; n < OPERATIONS; n++) {
      if (model.isOver) {
        const owner = cast[roll(cast.length)]!;
        group = (await groups.make(owner, { ...PLAIN, members: [] })).id;
        model = new Model([{ id: owner.id, role: 'owner' }]);
      }
      const operation = draw(roll);
      const expected = model.perform(operation);
      const result = await perform(group, operation);
      results.set(`${operation.does} ${result}`, (results.get(`${operation.does} ${result}`) ?? 0) + 1);

      expect([n, operation.does, operation.actor.username, result]).toEqual([
        n,
        operation.does,
        operation.actor.username,
        expected,
      ]);
      expect([n, await rolesIn(group)]).toEqual([n, model.roles]);
    }

    expect(await app.database.query(WRONG)).toEqual([]);
    // Otherwise it did not see much of the rules.
    expect([...results.keys()]).toEqual(
      expect.arrayContaining([
        'add done',
        'remove done',
        'remove forbidden',
        'leave done',
        'set role conflict',
        'end done',
      ]),
    );
  });

  it(`keeps one owner and an exact count when ${OPERATIONS} operations come ten at a time`, async () => {
    const roll = dice(7);
    const places = [0, 0, 0];
    for (let n = 0; n < OPERATIONS; n += 10) {
      for (const [index, group] of places.entries()) {
        const [alive] = await app.database.query('SELECT FROM groups WHERE chat_id = $1', [group]);
        const owner = cast[roll(cast.length)]!;
        if (!alive) places[index] = (await groups.make(owner, { ...PLAIN, members: ['ada', 'bob', 'cyd'] })).id;
      }
      await Promise.all(Array.from({ length: 10 }, () => perform(places[roll(3)]!, draw(roll))));

      expect([n, await app.database.query(WRONG)]).toEqual([n, []]);
    }
  });
});

describe('the limit of members', () => {
  it('is exact when a hundred are added at once, each by another request', async () => {
    app.get(GroupLimits).members = 50;
    const crowd = [];
    for (let n = 0; n < 100; n++) crowd.push(await settle(`person${n}`));
    const { id } = await groups.make(cast[0]!, { ...PLAIN, members: ['bob'] });

    const results = await Promise.all(
      crowd.map((other) => perform(id, { does: 'add', actor: cast[0]!, other, role: 'member' })),
    );
    const tooMany = groups.make(cast[0]!, { ...PLAIN, members: crowd.slice(0, 50).map(({ username }) => username) });

    expect(results.filter((result) => result === 'done')).toHaveLength(48);
    expect(results.filter((result) => result === 'conflict')).toHaveLength(52);
    expect(await rolesIn(id)).toHaveLength(50);
    await expect(tooMany).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await app.database.query(WRONG)).toEqual([]);
  });
});

describe('a demotion and an act at once', () => {
  it('happen one after the other: an act that is done was done by an admin', async () => {
    app.get(GroupLimits).members = 1000;
    const [ada, bob] = cast as [Actor, Actor];
    const { id } = await groups.make(ada, { ...PLAIN, members: ['bob'] });
    for (let n = 0; n < 50; n++) {
      await members.setRole(ada, id, bob.id, 'admin');

      const [renamed] = await Promise.all([
        groups.change(bob, id, { name: `no. ${n}` }).then(
          () => 'done',
          ({ code }: AppError) => code,
        ),
        members.setRole(ada, id, bob.id, 'member'),
      ]);

      const rows: { name: string }[] = await app.database.query(
        "SELECT event ->> 'name' AS name FROM messages WHERE chat_id = $1 ORDER BY seq DESC LIMIT 2",
        [id],
      );
      const story = rows.map(({ name }) => name);
      expect([n, renamed, story]).toEqual(
        renamed === 'done'
          ? [n, 'done', ['member_demoted', 'group_renamed']]
          : [n, 'forbidden', ['member_demoted', 'member_promoted']],
      );
    }
  });
});
