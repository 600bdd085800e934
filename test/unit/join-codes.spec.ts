import { describe, expect, it } from '@jest/globals';
import { newJoinCode, readJoinCode } from '../../src/groups/join-code.js';

describe('a join code', () => {
  it('is sixteen letters of A to Z and 2 to 7, every one as likely as another', () => {
    const codes = Array.from({ length: 10_000 }, newJoinCode);
    const counts = new Map<string, number>();
    for (const letter of codes.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);

    expect(codes.filter((code) => !/^[A-Z2-7]{16}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(10_000);
    expect(counts.size).toBe(32);
    const expected = (16 * 10_000) / 32;
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // With 31 degrees of freedom a fair source is above this once in a hundred million runs.
    expect(chiSquared).toBeLessThan(98);
  });

  it.each([
    ['abcdefghijklmn23', 'in small letters'],
    ['ABCD-EFGH-IJKL-MN23', 'with dashes'],
    [' abcd efgh\tijkl mn23\n', 'with spaces around and within'],
    ['ABCD–EFGH—IJKL‑MN23', 'with the dashes that a text program makes of them'],
    ['ＡＢＣＤefghijklmn23', 'in wide letters'],
  ])('is read from %j: %s', (written) => {
    expect(readJoinCode(written)).toBe('ABCDEFGHIJKLMN23');
  });

  it.each([
    '',
    'ABCDEFGHIJKLMN2',
    'ABCDEFGHIJKLMN234',
    'ABCDEFGHIJKLMN20',
    'ABCDEFGHIJKLMN2!',
    'ÀBCDEFGHIJKLMN23',
    'ſBCDEFGHIJKLMN2ß',
    `${' '.repeat(200)}ABCDEFGHIJKLMN23`,
    '\0BCDEFGHIJKLMN23',
  ])('is not %j', (written) => {
    expect(readJoinCode(written)).toBeNull();
  });
});
