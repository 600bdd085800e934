import type { Announcer } from './announcer.js';
import type { Shelf } from './shelf.js';

/** The conversation that files are passed on in. */
export interface Place {
  chatId: number;
  /** Of the other one in a private chat; empty in others. */
  name: string;
  shelf: Shelf;
  announcer: Announcer;
  /** Asks the reader for files. */
  choose(): void;
  /** Something is different now. */
  changed(): void;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name within a sentence does not turn the rest of it around. */
export const withinSentence = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
