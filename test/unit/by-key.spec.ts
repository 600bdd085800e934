import { beforeEach, describe, expect, it } from '@jest/globals';
import { ByKey } from '../../src/shared/by-key.js';

describe('values under keys', () => {
  const [ada, bob] = [{ name: 'ada' }, { name: 'bob' }];
  let kept: ByKey<number, { name: string }>;
  beforeEach(() => {
    kept = new ByKey();
  });
  const under = (key: number) => [...kept.of(key)];

  it('are none where nothing was added', () => {
    expect([under(1), kept.countOf(1), kept.has(1), kept.keys()]).toEqual([[], 0, false, []]);
  });

  it('are kept once each, however often they are added', () => {
    for (const value of [ada, ada, bob, bob, ada]) kept.add(1, value);

    expect([under(1), kept.countOf(1), kept.keys()]).toEqual([[ada, bob], 2, [1]]);
    expect([under(2), kept.has(2)]).toEqual([[], false]);
    expect([kept.includes(1, ada), kept.includes(1, bob), kept.includes(2, ada)]).toEqual([true, true, false]);
  });

  it.each([
    ['the first', ada, [bob]],
    ['the last', bob, [ada]],
  ])('are without %s when it is taken away, and the key goes with the last', (_which, one, rest) => {
    for (const value of [ada, bob]) kept.add(1, value);

    expect(kept.delete(1, one)).toBe(true);
    expect([under(1), kept.countOf(1), kept.has(1), kept.size]).toEqual([rest, 1, true, 1]);

    expect(kept.delete(1, rest[0]!)).toBe(true);
    expect([under(1), kept.countOf(1), kept.has(1), kept.keys(), kept.size]).toEqual([[], 0, false, [], 0]);
  });

  it('stay when somebody else is taken away, or the same under another key', () => {
    kept.add(1, ada);

    expect([kept.delete(1, bob), kept.delete(2, ada)]).toEqual([false, false]);
    kept.add(1, bob);
    expect([kept.delete(1, bob), kept.delete(1, bob)]).toEqual([true, false]);

    expect(under(1)).toEqual([ada]);
  });

  it('are told all together, of whatever key', () => {
    kept.add(1, ada);
    for (const value of [bob, ada]) kept.add(2, value);

    const all: unknown[] = [];
    kept.forEach((value) => all.push(value));
    expect(all).toEqual([ada, bob, ada]);
  });

  it('may be taken away while they are looked at', () => {
    for (const value of [ada, bob]) kept.add(1, value);

    for (const value of kept.of(1)) kept.delete(1, value);

    expect(kept.has(1)).toBe(false);
  });
});
