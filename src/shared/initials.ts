/** The first letters of the first and the last word, one grapheme each, for an avatar without a picture. */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, '')
    .trim()
    .split(/\s+/u);
  const first = grapheme(words[0] ?? '');
  const last = words.length > 1 ? grapheme(words.at(-1) ?? '') : '';
  return (first + last).toUpperCase() || '?';
}

/** Making one takes longer than using it. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function grapheme(word: string): string {
  return graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}

/** Which of the twelve colours a person has. */
export const hueOf = (userId: number): number => userId % 12;
