const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};

export const unescaped = (html: string): string =>
  html.replace(/&([a-z]+|#x[0-9A-F]+);/gi, (all, name) => ENTITIES[name] ?? all);

/** What a field of a page would send if it were submitted as it is. */
export function fieldOf(html: string, name: string): string | undefined {
  const tag = new RegExp(`<input[^>]*\\bname="${name}"[^>]*>`).exec(html)?.[0];
  const value = tag && /\bvalue="([^"]*)"/.exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

/** The texts of the messages on a page of a conversation, in order. */
export const messagesOf = (html: string): string[] =>
  [...withoutTemplates(html).matchAll(/data-part="words"[^>]*>(.*?)<\/span>/gs)].map(([, words]) =>
    unescaped(words!.replace(/<[^>]*>/g, '')),
  );

export const withoutTemplates = (html: string): string => html.replace(/<template[^>]*>.*?<\/template>/gs, '');
