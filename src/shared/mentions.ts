import { LIMITS } from './limits.js';

/** What follows an `@` that begins a word, unless it goes on as something that no username is. */
const MENTION = /(?<![\p{L}\p{N}_.@/-])@([A-Za-z0-9_.-]{3,32})(?![\p{L}\p{N}_.-])/gu;
const CLOSING = /[.-]+$/;

export interface Mention {
  index: number;
  /** With its `@`. A full stop behind a name belongs to the sentence. */
  text: string;
  /** In the form in which usernames are compared. */
  name: string;
}

/** The names in a text that may be mentions of somebody, as pages draw them. */
export function mentionsIn(text: string): Mention[] {
  return [...text.matchAll(MENTION)].map(({ index, 1: written }) => {
    const name = shownName(written!);
    return { index, text: `@${name}`, name: name.toLowerCase() };
  });
}

/**
 * The usernames that a text may mean, each once, and no more of them than count: a name may itself end in the full stop that closes
 * a sentence. A text without an `@`, nearly every one, costs nothing but the look.
 */
export function namesMentioned(text: string): string[] {
  if (!text.includes('@')) return [];
  const written = [...text.matchAll(MENTION)].map(([, name]) => name!.toLowerCase());
  return [...new Set(written.flatMap((name) => [name, shownName(name)]))].slice(0, LIMITS.mentions);
}

function shownName(written: string): string {
  const name = written.replace(CLOSING, '');
  return name.length < 3 ? written : name;
}
