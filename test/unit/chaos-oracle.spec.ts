import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../chaos/oracle/evidence.js';
import { FALSEHOODS } from '../../chaos/oracle/falsify.js';
import { faultsOf, judge } from '../../chaos/oracle/judge.js';
import { slopeOf } from '../../chaos/oracle/slope.js';

/** Ten messages of two senders in each of two chats, one after the other, all seen by two clients. */
function anHonestRun(): Evidence {
  const operations = [1, 2].flatMap((chat) =>
    Array.from({ length: 10 }, (_, n) => ({
      sender: n % 2,
      chat,
      key: `${chat}.${n}`,
      invoked: n * 10,
      ended: n * 10 + 15,
      outcome: 'acknowledged' as const,
      id: chat * 100 + n,
      seq: n + 1,
      tries: 1,
    })),
  );
  const shownIn = (chat: number) =>
    operations.filter((one) => one.chat === chat).map(({ seq, id, key }) => ({ seq, id, key, kind: 'text' }));
  const stored = new Map([1, 2].map((chat) => [chat, shownIn(chat)]));
  const views = [1, 2].flatMap((chat) =>
    ['a', 'b'].map((watcher) => ({ watcher, chat, shown: shownIn(chat), repeated: 0, noticed: 0 })),
  );
  return { operations, stored, views };
}

describe('the oracle of the fault suite', () => {
  it('finds nothing in an honest run', () => {
    expect(faultsOf(judge(anHonestRun()))).toEqual([]);
  });

  it('lets an unknown outcome be either way', () => {
    const run = anHonestRun();
    run.operations[3]!.outcome = 'unknown' as never;
    run.operations.push({ ...run.operations[3]!, key: 'never arrived' });
    expect(faultsOf(judge(run))).toEqual([]);
  });

  it.each(FALSEHOODS)('notices that $title', ({ fault, falsify }) => {
    expect(faultsOf(judge(falsify(anHonestRun())))).toContain(fault);
  });
});

describe('what the soak sees of the memory', () => {
  /** Two hours of looks, half a minute apart: memory that saws up and down by 20 MB, and what it gains by the hour. */
  const memory = (mbAnHour: number) =>
    Array.from({ length: 240 }, (_, n) => [n / 120, 150 + (n % 20) + (mbAnHour * n) / 120] as const);

  it('is that it does not grow, where it only goes up and down', () => {
    expect(Math.abs(slopeOf(memory(0)))).toBeLessThan(1);
  });

  it('is a leak of 6 MB an hour (negative control)', () => {
    expect(slopeOf(memory(6))).toBeGreaterThan(5);
  });
});
