import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { Doors } from '../support/doors.js';
import { makeGroup } from '../support/groups.js';
import { seeded } from '../support/seeded.js';

const ROUNDS = 40;
const AT_ONCE = 12;

describe('a group that everybody changes at once', () => {
  let doors: Doors;
  let people: Actor[];
  beforeAll(async () => {
    doors = await Doors.open();
    people = await Promise.all(Array.from({ length: 8 }, (_, index) => doors.town.settle(`person${index}`)));
  });
  afterAll(() => doors.close());

  const call = async (who: Actor, method: string, path: string, json?: unknown): Promise<number> => {
    const response = await doors.call(who, method, path, { json });
    await response.arrayBuffer();
    return response.status;
  };

  it('has one owner at every moment, its members are counted right, and whoever is demoted does nothing more', async () => {
    const { database } = doors.town;
    const [first, ...others] = people as [Actor, ...Actor[]];
    const group = await makeGroup(database, { owner: first, admins: others.slice(0, 2), members: others.slice(2) });
    const random = seeded(7);
    const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const at = `/group/${group.id}`;
    const acts: ((who: Actor, whom: Actor) => Promise<number>)[] = [
      (who, whom) => call(who, 'PATCH', `${at}/members/${whom.id}/`, { role: one(['admin', 'member', 'owner']) }),
      (who, whom) => call(who, 'PATCH', `${at}/members/${whom.id}/`, { role: 'owner' }),
      (who) => call(who, 'DELETE', `${at}/members/${who.id}/`),
      (who, whom) => call(who, 'DELETE', `${at}/members/${whom.id}/`),
      (who) => call(who, 'POST', '/group-join/', { code: group.code }),
      (who) => call(who, 'POST', '/group-join/', { code: group.code }),
      (who, whom) => call(who, 'PUT', `${at}/bans/${whom.id}/`),
      (who, whom) => call(who, 'DELETE', `${at}/bans/${whom.id}/`),
    ];
    const statuses = new Map<number, number>();

    for (let round = 0; round < ROUNDS; round++) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => one(acts)(one(people), one(people))));
      for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const [now] = await database.query<{ owners: number; members: number; counted: number; seqs: boolean }[]>(
        `SELECT count(*) FILTER (WHERE m.role = 'owner')::int AS owners, count(*)::int AS members, g.member_count AS counted
         FROM groups g LEFT JOIN memberships m USING (chat_id) WHERE g.chat_id = $1 GROUP BY g.member_count`,
        [group.id],
      );
      // The last one who leaves ends it.
      if (!now) break;
      expect([round, now.owners, now.members]).toEqual([round, 1, now.counted]);
    }

    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    expect(statuses.get(200)! + statuses.get(204)!).toBeGreaterThan(20);
  });
});
