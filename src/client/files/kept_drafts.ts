import { me } from '../lib/page.js';
import type { Draft } from './outgoing.js';

export interface KeptDraft extends Draft {
  id: string;
  chat_id: number;
}

const NAME = `parley:sending:${me}`;

/** What this tab was sending when it was loaded anew: only the person can give it the file again. */
export function keptDrafts(): KeptDraft[] {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '[]') as KeptDraft[];
  } catch {
    return [];
  }
}

export function keepDraft(draft: KeptDraft): void {
  write([...keptDrafts().filter(({ id }) => id !== draft.id), draft]);
}

export function forgetDraft(id: string): void {
  if (id) write(keptDrafts().filter((draft) => draft.id !== id));
}

function write(drafts: KeptDraft[]): void {
  try {
    if (drafts.length) sessionStorage.setItem(NAME, JSON.stringify(drafts));
    else sessionStorage.removeItem(NAME);
  } catch {
    // Then a file that was interrupted has to be offered anew.
  }
}
