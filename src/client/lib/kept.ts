/** What a browser keeps for its reader: drafts, and messages that did not go out. It may keep nothing at all (private windows). */
const key = (kind: string, person: number, chat: number | string) => `parley:${kind}:${person}:${chat}`;

export function keep(kind: string, person: number, chat: number, value: string): void {
  try {
    if (value) localStorage.setItem(key(kind, person, chat), value);
    else localStorage.removeItem(key(kind, person, chat));
  } catch {
    // Full or forbidden: the text still stands in the page.
  }
}

export function kept(kind: string, person: number, chat: number): string {
  try {
    return localStorage.getItem(key(kind, person, chat)) ?? '';
  } catch {
    return '';
  }
}

/** After signing out nothing of a person stays on a computer that others use too. */
export function forgetAll(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith('parley:')) localStorage.removeItem(name);
  } catch {
    // There was nothing to forget.
  }
}
