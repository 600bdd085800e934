import { describe, expect, it } from '@jest/globals';
import { namesMentioned } from '../../src/shared/mentions.js';
import { partsOf } from '../../src/shared/message-text.js';

const named = (text: string) =>
  partsOf(text, { mentions: true }).flatMap(({ mention }) => (mention === undefined ? [] : [mention]));

describe('a name in a message', () => {
  it.each([
    ['@mara can you bring the keys?', ['mara']],
    ['keys: (@Mara), please; @lea.f too.', ['mara', 'lea.f']],
    ['ask @bob-', ['bob']],
    ['@ada @ada', ['ada', 'ada']],
    ['«@ada»\n@bob', ['ada', 'bob']],
  ])('%j', (text, names) => {
    expect(named(text)).toEqual(names);
  });

  it.each([
    'ada@example.org',
    'mailto:x@ada.example',
    'https://social.example/@ada',
    '@ad is too short',
    `@${'a'.repeat(33)}`,
    '@@ada',
    '@größe',
    'a.@ada',
  ])('%j names nobody', (text) => {
    expect(named(text)).toEqual([]);
  });

  it('is plain text where nobody asks for names', () => {
    expect(partsOf('@mara')).toEqual([{ text: '@mara' }]);
  });

  it('loses no character of what was written', () => {
    const text = ' @ada. see https://a.example/@bob and @bob… ';

    expect(
      partsOf(text, { mentions: true })
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('is also somebody whose name ends as a sentence does', () => {
    expect(namesMentioned('Thanks, @Ada. and @ada.')).toEqual(['ada.', 'ada']);
  });

  it('takes no longer in a message of nothing but signs', () => {
    const began = performance.now();
    namesMentioned('@a.'.repeat(1333));
    namesMentioned('@'.repeat(4000));
    namesMentioned(`@${'-'.repeat(3999)}`);

    expect(performance.now() - began).toBeLessThan(200);
  });
});
