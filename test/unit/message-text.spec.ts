import { describe, expect, it } from '@jest/globals';
import { initials } from '../../src/shared/initials.js';
import { isFewEmoji, partsOf } from '../../src/shared/message-text.js';

const links = (text: string) =>
  partsOf(text)
    .filter(({ href }) => href)
    .map((part) => part.text);

describe('links in a message', () => {
  it.each([
    ['see https://a.example/x?y=1#z now', ['https://a.example/x?y=1#z']],
    ['(https://a.example/wiki/Parley_(chat)).', ['https://a.example/wiki/Parley_(chat)']],
    ['http://a.example, then mailto:ada@b.example!', ['http://a.example', 'mailto:ada@b.example']],
    ['https://müller.example/größe', ['https://müller.example/größe']],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    'mailto:',
    'ftp://a.example',
    'vbscript:x',
    'file:///a',
  ])('%s is no link', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('loses no character of what was written', () => {
    const text = 'a <b> "https://a.example/" \u202Ehttps://b.example\u202C & https://c.example/?q=<x>';

    expect(
      partsOf(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('costs no more than its length, whatever it is made of: a quadratic reader would not end in time', () => {
    const brackets = `https://a.example/${')'.repeat(200_000)}`;
    const schemes = 'https://'.repeat(25_000);

    for (const text of [brackets, schemes]) {
      const words = partsOf(text).map((part) => part.text);
      expect(words.join('')).toHaveLength(text.length);
    }
  });
});

describe('a message of emoji alone', () => {
  it.each(['🌊⚓️', '👩‍👩‍👧‍👦', '🇵🇹 🎉', '👍🏽'])('%s is drawn large', (text) => {
    expect(isFewEmoji(text)).toBe(true);
  });

  it.each(['🎉🎉🎉🎉', 'ok 👍', '14', '#', '', '\u200d'])('%j is not', (text) => {
    expect(isFewEmoji(text)).toBe(false);
  });
});

describe('initials', () => {
  it.each([
    ['Mara Lindqvist', 'ML'],
    ['maximiliane von Hohenlohe-Waldenburg', 'MH'],
    ['عمر الحداد', 'عا'],
    ['ada', 'A'],
    ['🎉', '?'],
    ['', '?'],
  ])('of %j are %s', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
