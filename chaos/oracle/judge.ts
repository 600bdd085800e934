import type { Evidence, Operation, Shown, View } from './evidence.js';

/** What is wrong, by the promise that it breaks; all empty when every promise was kept. */
export interface Verdict {
  acknowledged: number;
  /** Acknowledged, and not there at the end with that id and number (R1, R2). */
  lost: string[];
  /** There twice, or broadcast twice over one connection (R3). */
  duplicated: string[];
  /** There, although nobody asked for it or it was refused for good. */
  unasked: string[];
  /** A chat whose numbers are not 1, 2, 3 … (R5). */
  gaps: string[];
  /** Sent after another was acknowledged, and before it in the chat (R5). */
  reordered: string[];
  /** A client that believes to be up to date and shows something else than what is stored (R5, R6). */
  disagreeing: string[];
}

export function judge({ operations, stored, views }: Evidence): Verdict {
  const acknowledged = operations.filter(({ outcome }) => outcome === 'acknowledged');
  const byKey = new Map<string, Shown[]>();
  for (const shown of [...stored.values()].flat().filter(({ kind }) => kind === 'text'))
    byKey.set(shown.key, [...(byKey.get(shown.key) ?? []), shown]);
  const mayBeThere = new Set(operations.filter(({ outcome }) => outcome !== 'failed').map(({ key }) => key));

  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((one) => !isThere(one, byKey.get(one.key))).map(({ key }) => key),
    duplicated: [
      ...[...byKey].filter(([, all]) => all.length > 1).map(([key]) => key),
      ...views.filter(({ repeated }) => repeated).map((view) => `${nameOf(view)} heard ${view.repeated} twice`),
    ],
    unasked: [...byKey.keys()].filter((key) => !mayBeThere.has(key)),
    gaps: [...stored]
      .filter(([, all]) => all.some(({ seq }, place) => seq !== place + 1))
      .map(([chat]) => `chat ${chat}`),
    reordered: reorderedIn(acknowledged),
    disagreeing: views.filter((view) => differs(view, stored.get(view.chat) ?? [])).map(nameOf),
  };
}

const isThere = ({ id, seq }: Operation, all: Shown[] = []) =>
  all.some((shown) => shown.id === id && shown.seq === seq);
const nameOf = ({ watcher, chat }: View) => `${watcher} in chat ${chat}`;

/** Along the numbers of a chat, nothing may have been acknowledged before something in front of it was begun. */
function reorderedIn(acknowledged: Operation[]): string[] {
  const chats = new Set(acknowledged.map(({ chat }) => chat));
  return [...chats].flatMap((chat) => {
    let lastBegun = -Infinity;
    return acknowledged
      .filter((one) => one.chat === chat)
      .toSorted((a, b) => a.seq! - b.seq!)
      .filter(({ invoked, ended }) => {
        const early = ended! < lastBegun;
        lastBegun = Math.max(lastBegun, invoked);
        return early;
      })
      .map(({ key }) => key);
  });
}

function differs({ shown }: View, stored: Shown[]): boolean {
  if (shown.length !== stored.length) return true;
  return shown.some(({ seq, id }, place) => seq !== stored[place]!.seq || id !== stored[place]!.id);
}

export const isClean = (verdict: Verdict): boolean => faultsOf(verdict).length === 0;

export const faultsOf = (verdict: Verdict): (keyof Verdict)[] =>
  FAULTS.filter((fault) => (verdict[fault] as string[]).length > 0);

const FAULTS = ['lost', 'duplicated', 'unasked', 'gaps', 'reordered', 'disagreeing'] as const;
