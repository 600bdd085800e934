import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventBus } from '../../src/events/event-bus.js';
import { OnlinePeopleInMemory } from '../../src/presence/online-people.memory.js';
import { PresenceService } from '../../src/presence/presence.service.js';

const ADA = 1;
const BOB = 2;

function house() {
  const events = new EventBus();
  const heard: string[] = [];
  events.on('came online', ({ user_id }) => void heard.push(`${user_id} came`));
  events.on('went offline', ({ user_id }) => void heard.push(`${user_id} went`));
  return { presence: new PresenceService(new OnlinePeopleInMemory(), events), heard };
}

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

  it('equals the open connections after any sequence of coming and going', () => {
    const step = fc.record({
      comes: fc.boolean(),
      user: fc.integer({ min: 1, max: 3 }),
      connection: fc.constantFrom('a', 'b', 'c', 'd'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { presence, heard } = house();
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
        expect(heard).toEqual(told);
      }),
      { numRuns: 1000 },
    );
  });
});

const isOpen = (open: Set<string>, user: number) => [...open].some((connection) => connection.startsWith(`${user} `));
