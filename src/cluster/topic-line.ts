/** What one instance says in one turn: its name, the number of this line, and for each topic a value. */
export interface TopicLine {
  from: string;
  number: number;
  said: readonly (readonly [topic: string, value: unknown])[];
}

const LONGEST = 32 * 2 ** 20;

export const lineOf = (from: string, number: number, said: readonly string[]): string =>
  `["${from}",${number},[${said.join()}]]`;

/** The number of a line that `from` has said, without reading what it says; null for any other. */
export function numberOf(text: string, from: string): number | null {
  const head = `["${from}",`;
  if (!text.startsWith(head)) return null;
  const [, digits] = /^(\d{1,15}),\[/.exec(text.slice(head.length, head.length + 20)) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** `null` for anything else: whoever may write to the channel may write anything. */
export function readLine(text: string): TopicLine | null {
  if (text.length > LONGEST) return null;
  try {
    const [from, number, said] = JSON.parse(text) as unknown[];
    if (typeof from !== 'string' || from.length > 64 || !Number.isSafeInteger(number)) return null;
    if (!Array.isArray(said) || !said.every(isSaid)) return null;
    return { from, number: number as number, said };
  } catch {
    return null;
  }
}

const isSaid = (pair: unknown): pair is [string, unknown] =>
  Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string';
