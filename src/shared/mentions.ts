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

/** All usernames that a text may mean, each once: a name may itself end in the full stop that closes a sentence. */
export function namesMentioned(text: string): string[] {
  const written = [...text.matchAll(MENTION)].map(([, name]) => name!.toLowerCase());
  return [...new Set(written.flatMap((name) => [name, shownName(name)]))];
}

function shownName(written: string): string {
  const name = written.replace(CLOSING, '');
  return name.length < 3 ? written : name;
}
