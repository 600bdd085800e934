import { sizeWords } from '../../shared/size-words.js';

export const speedWords = (bytesPerSecond: number): string => `${sizeWords(bytesPerSecond)}/s`;

/** In whole seconds below a minute, in minutes below an hour: more would change too often to be read. */
export function leftWords(seconds: number): string {
  if (seconds <= 59) return `${Math.max(1, Math.ceil(seconds))} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  if (minutes >= 24 * 60) return 'more than a day left';
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

/** 1:42, of what runs down. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

export function tookWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `took ${Math.max(0.1, seconds).toFixed(1)} s`;
  if (seconds < 60) return `took ${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `took ${minutes} min` : `took ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What cannot be seen and changes how the rest is read. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A file's name as it may be shown. */
export const shownName = (name: string): string => name.replace(HIDDEN, '').trim() || 'file';

const SHORT = 20;
const BEFORE_EXTENSION = 4;
const EXTENSION = /\.[^.\s]{1,8}$/u;

/** Letters that join, or stand in another order than they are written in, are not torn apart. */
const JOINED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Cut before the last four letters and the extension, so that the end stays to be seen where the name is too long. */
export function nameParts(name: string): [head: string, tail: string] {
  const letters = lettersOf(name);
  if (letters.length <= SHORT) return [name, ''];
  const extension = lettersOf(EXTENSION.exec(name)?.[0] ?? '').length;
  const at = letters.length - extension - (JOINED.test(name) ? 0 : BEFORE_EXTENSION);
  return [letters.slice(0, at).join(''), letters.slice(at).join('')];
}

/** PDF, or FILE where the name tells of no kind. */
export function kindOf(name: string): string {
  const extension = EXTENSION.exec(name)?.[0].slice(1) ?? '';
  return /^[\p{L}\p{N}]{1,4}$/u.test(extension) ? extension.toUpperCase() : 'FILE';
}

function lettersOf(text: string): string[] {
  if (!('Segmenter' in Intl)) return [...text];
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
