import { LIMITS } from '../shared/limits.js';

/** What a list shows of a message. Cut here and not in a statement, where it would look at every character of every text. */
export const beginningOf = (text: string): string =>
  text.length <= LIMITS.lastMessage ? text : Array.from(text).slice(0, LIMITS.lastMessage).join('');
