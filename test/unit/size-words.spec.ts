import { expect, it } from '@jest/globals';
import { sizeWords } from '../../src/shared/size-words.js';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [9_949, '9.95 kB'],
  [9_960, '9.96 kB'],
  [999_499, '999 kB'],
  [999_600, '1 MB'],
  [3_145_728, '3.15 MB'],
  [4 * 2 ** 30, '4.29 GB'],
  [Number.MAX_SAFE_INTEGER, '9.01 PB'],
])('%d bytes are said as "%s"', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
