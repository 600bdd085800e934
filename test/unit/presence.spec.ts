import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { EventBus } from '../../src/events/event-bus.js';
import { OnlinePeopleByLeases } from '../../src/presence/online-people.leases.js';
import { OnlinePeopleInMemory } from '../../src/presence/online-people.memory.js';
import type { OnlinePeople } from '../../src/presence/online-people.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { SharedLeases } from '../support/shared-leases.js';

const ADA = 1;
const BOB = 2;

function house(people: OnlinePeople = new OnlinePeopleInMemory()) {
  const events = new EventBus();
  const heard: string[] = [];
  const ends: { user_id: number; ms_ago: number }[] = [];
  events.on('came online', ({ user_id }) => void heard.push(`${user_id} came`));
  events.on('went offline', ({ user_id }) => void heard.push(`${user_id} went`));
  events.on('last connection ended', (end) => void ends.push(end));
  return { presence: new PresenceService(people, events), heard, ends };
}

function clusterOf(count: number, shared = new SharedLeases()) {
  const times = { beat: 1_000, lease: 15_000, grace: 5_000 };
  return Array.from({ length: count }, (_, index) => {
    const people = new OnlinePeopleByLeases(shared.of(`p${index}`), times);
    return { people, ...house(people) };
  });
}

const comingAndGoing = fc.array(
  fc.record({
    comes: fc.boolean(),
    user: fc.integer({ min: 1, max: 3 }),
    connection: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  { maxLength: 60 },
);

interface Kept {
  presence: {
    connected(user: number, connection: string): unknown;
    gone(user: number, connection: string): unknown;
    isOnline(users: number[]): Set<number>;
  };
  heard?: string[];
}

/** Throws where somebody is online without a connection, or the reverse, and where it was not told. */
function equalsTheOpenConnections(steps: { comes: boolean; user: number; connection: string }[], kept: Kept): void {
  const { presence, heard } = kept;
  const open = new Set<string>();
  const told: string[] = [];
  for (const { comes, user, connection } of steps) {
    const before = isOpen(open, user);
    if (comes) open.add(`${user} ${connection}`);
    else open.delete(`${user} ${connection}`);
    if (comes) presence.connected(user, connection);
    else presence.gone(user, connection);
    if (before !== isOpen(open, user)) told.push(`${user} ${comes ? 'came' : 'went'}`);
    expect(presence.isOnline([user]).has(user)).toBe(isOpen(open, user));
  }
  if (heard) expect(heard).toEqual(told);
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('presence', () => {
  it('begins with the first connection and ends with the last, and is told once each time', () => {
    const { presence, heard } = house();

    presence.connected(ADA, 'phone');
    presence.connected(ADA, 'laptop');
    presence.gone(ADA, 'phone');
    expect(presence.isOnline([ADA])).toEqual(new Set([ADA]));
    presence.gone(ADA, 'laptop');

    expect(presence.isOnline([ADA])).toEqual(new Set());
    expect(heard).toEqual(['1 came', '1 went']);
  });

  it('of one person says nothing about another', () => {
    const { presence } = house();

    presence.connected(ADA, 'phone');
    presence.gone(BOB, 'phone');

    expect(presence.isOnline([ADA, BOB, 3])).toEqual(new Set([ADA]));
  });

  it('counts a connection once, however often it is told', () => {
    const { presence, heard } = house();

    presence.connected(ADA, 'phone');
    presence.connected(ADA, 'phone');
    presence.gone(ADA, 'phone');
    presence.gone(ADA, 'phone');

    expect(heard).toEqual(['1 came', '1 went']);
  });

  it('outlasts a page that is loaded anew, and ends five seconds after one that is gone', () => {
    const { presence, heard, ends } = house();
    presence.connected(ADA, 'page');

    presence.gone(ADA, 'page', false);
    jest.advanceTimersByTime(4_900);
    presence.connected(ADA, 'page again');
    jest.advanceTimersByTime(10_000);
    expect(heard).toEqual(['1 came']);
    presence.gone(ADA, 'page again', false);
    jest.advanceTimersByTime(4_999);
    expect(presence.isOnline([ADA]).size).toBe(1);
    jest.advanceTimersByTime(1);

    expect(heard).toEqual(['1 came', '1 went']);
    // The end is when the connection ended, not when it was believed.
    expect(ends).toEqual([
      { user_id: ADA, ms_ago: 0 },
      { user_id: ADA, ms_ago: 0 },
    ]);
  });

  it('ends at once with a goodbye, also when another page is gone without one', () => {
    const { presence, heard } = house();
    presence.connected(ADA, 'page');
    presence.connected(ADA, 'phone');

    presence.gone(ADA, 'page', false);
    presence.gone(ADA, 'phone', true);

    expect(heard).toEqual(['1 came', '1 went']);
  });

  it('equals the open connections after any sequence of coming and going', () => {
    fc.assert(
      fc.property(comingAndGoing, (steps) => equalsTheOpenConnections(steps, house())),
      { numRuns: 1000 },
    );
  });

  it('would differ if it were a flag that the latest event sets (negative control)', () => {
    const here = new Set<number>();
    const flag = {
      connected: (user: number) => here.add(user),
      gone: (user: number) => here.delete(user),
      isOnline: (users: number[]) => new Set(users.filter((user) => here.has(user))),
    };

    const checked = fc.check(
      fc.property(comingAndGoing, (steps) => equalsTheOpenConnections(steps, { presence: flag })),
      { numRuns: 1000 },
    );

    expect(checked.failed).toBe(true);
  });
});

describe('presence on several instances', () => {
  it('is the same on each of them, and lasts while any of them has a connection', async () => {
    const [one, two, three] = clusterOf(3);

    one!.presence.connected(ADA, 'phone');
    two!.presence.connected(ADA, 'page');
    await jest.advanceTimersByTimeAsync(2_000);
    one!.presence.gone(ADA, 'phone');
    await jest.advanceTimersByTimeAsync(2_000);
    for (const { presence } of [one!, two!, three!]) expect(presence.isOnline([ADA]).size).toBe(1);
    two!.presence.gone(ADA, 'page');
    await jest.advanceTimersByTimeAsync(1_100);

    for (const { heard } of [one!, two!, three!]) expect(heard).toEqual(['1 came', '1 went']);
  });

  it('shows nothing when a page is loaded anew from another instance', async () => {
    const [one, two, three] = clusterOf(3);
    one!.presence.connected(ADA, 'page');
    await jest.advanceTimersByTimeAsync(2_000);

    one!.presence.gone(ADA, 'page', false);
    await jest.advanceTimersByTimeAsync(4_990);
    two!.presence.connected(ADA, 'page again');
    await jest.advanceTimersByTimeAsync(10_000);

    for (const { heard } of [one!, two!, three!]) expect(heard).toEqual(['1 came']);
  });

  it('of an instance that has died ends within 30 s, with the time of its last word', async () => {
    const [one, two] = clusterOf(2);
    one!.presence.connected(ADA, 'phone');
    one!.presence.connected(BOB, 'phone');
    await jest.advanceTimersByTimeAsync(10_000);
    two!.presence.connected(BOB, 'laptop');

    one!.people.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(two!.presence.isOnline([ADA, BOB]).size).toBe(2);
    await jest.advanceTimersByTimeAsync(20_000);

    expect(two!.presence.isOnline([ADA, BOB])).toEqual(new Set([BOB]));
    expect(two!.ends).toEqual([{ user_id: ADA, ms_ago: expect.any(Number) }]);
    expect(two!.ends[0]!.ms_ago).toBeGreaterThan(14_000);
  });

  it('would never end if entries did not expire (negative control)', async () => {
    const [one, two] = clusterOf(2, new SharedLeases(true));
    one!.presence.connected(ADA, 'phone');
    await jest.advanceTimersByTimeAsync(2_000);

    one!.people.stop();
    await jest.advanceTimersByTimeAsync(120_000);

    expect(two!.presence.isOnline([ADA]).size).toBe(1);
  });

  it('stays as it was known while the store is out of reach or restarts empty', async () => {
    const shared = new SharedLeases();
    const [one, two] = clusterOf(2, shared);
    one!.presence.connected(ADA, 'phone');
    await jest.advanceTimersByTimeAsync(2_000);

    shared.reachable = false;
    await jest.advanceTimersByTimeAsync(60_000);
    shared.empty();
    shared.reachable = true;
    two!.presence.connected(BOB, 'phone');
    await jest.advanceTimersByTimeAsync(5_000);

    expect(two!.heard).toEqual(['1 came', '2 came']);
    expect(one!.heard).toEqual(['1 came', '2 came']);
  });

  it('survives an instance that stops and whose people connect to another one at once', async () => {
    const [one, two] = clusterOf(2);
    one!.presence.connected(ADA, 'page');
    await jest.advanceTimersByTimeAsync(2_000);

    await one!.people.beforeApplicationShutdown();
    one!.presence.gone(ADA, 'page', false);
    await jest.advanceTimersByTimeAsync(3_000);
    two!.presence.connected(ADA, 'page again');
    await jest.advanceTimersByTimeAsync(30_000);

    expect(two!.heard).toEqual(['1 came']);
  });

  it('equals the open connections of all of them after any sequence of coming and going', async () => {
    const step = fc.record({
      comes: fc.boolean(),
      at: fc.integer({ min: 0, max: 1 }),
      user: fc.integer({ min: 1, max: 2 }),
      connection: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const cluster = clusterOf(2);
        const open = new Set<string>();
        for (const { comes, at, user, connection } of steps) {
          if (comes) open.add(`${user} ${at} ${connection}`);
          else open.delete(`${user} ${at} ${connection}`);
          if (comes) cluster[at]!.presence.connected(user, connection);
          else cluster[at]!.presence.gone(user, connection);
          await cluster[at]!.people.pass();
          await cluster[1 - at]!.people.pass();
          const online = new Set([1, 2].filter((id) => isOpen(open, id)));
          for (const { presence } of cluster) expect(presence.isOnline([1, 2])).toEqual(online);
        }
        for (const { people, heard } of cluster) {
          people.stop();
          for (const id of [1, 2]) expect(isTold(heard, id)).toBe(isOpen(open, id));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const isOpen = (open: Set<string>, user: number) => [...open].some((connection) => connection.startsWith(`${user} `));

/** Whether coming and going alternated, beginning with coming, and whether it ended with coming. */
function isTold(heard: string[], user: number): boolean {
  const own = heard.filter((line) => line.startsWith(`${user} `));
  expect(own).toEqual(own.map((_, index) => `${user} ${index % 2 ? 'went' : 'came'}`));
  return own.length % 2 === 1;
}
