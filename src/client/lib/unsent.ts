import { allKept, keep, kept } from './kept.js';
import { me, randomId } from './page.js';
import { UnsentMessages } from './unsent_messages.js';

/** What the reader of this page wrote and did not send yet, in all tabs of this browser. */
export const unsent = new UnsentMessages(
  {
    ids: () => allKept('unsent', me),
    get: (id) => kept('unsent', me, id),
    set: (id, value) => keep('unsent', me, id, value),
  },
  randomId,
);
