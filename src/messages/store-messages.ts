import type { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { Draft } from './draft.js';
import type { KnownPairs, Pairs } from './known-pairs.js';
import { expectedValues, WRITE_EXPECTED } from './write-expected.sql.js';
import { groupValues, isOneGroup, WRITE_GROUP } from './write-group.sql.js';
import { WRITE_MESSAGES } from './write-messages.sql.js';
import { isOneEach, privateValues, WRITE_PRIVATE } from './write-private.sql.js';

/**
 * What the database says of the draft at place `ord` (from 1). The time is in ms, which is quicker to write and to read
 * than a date. `text` is that of an earlier message with its client_id.
 */
export type Stored = [ord: number, id: number, seq: number, ms: number, text: string | null];

type Expected = [chat_id: number, seq: number, id: number, ms: number];

/** unique_violation, serialization_failure, deadlock_detected: another instance was faster; a new snapshot settles it. */
const WORTH_ANOTHER_TRY = new Set(['23505', '40001', '40P01']);
const DIVISION_BY_ZERO = '22012';

/** Stores a batch in one commit. A draft without an answer is one whose sender may not write there. */
export async function storeMessages(database: DataSource, known: KnownPairs, drafts: Draft[]): Promise<Stored[]> {
  return (await storeExpected(database, known, drafts)) ?? storeCarefully(database, drafts, 3);
}

/** `null`: something was not as expected, and nothing is stored. */
async function storeExpected(database: DataSource, known: KnownPairs, drafts: Draft[]): Promise<Stored[] | null> {
  const pairs = await known.of(drafts.map(({ chat_id }) => chat_id));
  if (!drafts.every((draft) => maySend(draft, pairs))) return null;
  const order = drafts.map((draft, index) => ({ draft, ord: index + 1 }));
  order.sort((a, b) => a.draft.chat_id - b.draft.chat_id || a.ord - b.ord);
  const inOrder = order.map(({ draft }) => draft);
  try {
    const rows = await preparedQuery<Expected>(database, ...statementFor(inOrder, pairs));
    if (rows.length < drafts.length) return null;
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return rows.map(([, seq, id, ms], index) => [order[index]!.ord, id, seq, ms, null]);
  } catch (error) {
    if (isWorthAnotherTry(error) || codeOf(error) === DIVISION_BY_ZERO) return null;
    throw error;
  }
}

function statementFor(drafts: Draft[], pairs: Pairs): [name: string, text: string, values: unknown[]] {
  if (isOneGroup(drafts, pairs)) return ['write-group', WRITE_GROUP, groupValues(drafts)];
  if (isOneEach(drafts, pairs)) return ['write-private', WRITE_PRIVATE, privateValues(drafts, pairs)];
  return ['write-expected', WRITE_EXPECTED, expectedValues(drafts, pairs)];
}

/** As far as it is known without asking: nobody leaves a private chat. */
function maySend({ chat_id, sender_id }: Draft, pairs: Pairs): boolean {
  const pair = pairs.get(chat_id);
  return pairs.has(chat_id) && (!pair || sender_id === pair.low || sender_id === pair.high);
}

async function storeCarefully(database: DataSource, drafts: Draft[], triesLeft: number): Promise<Stored[]> {
  try {
    return await preparedQuery<Stored>(database, 'write-messages', WRITE_MESSAGES, [
      drafts.map((draft) => draft.chat_id),
      drafts.map((draft) => draft.sender_id),
      drafts.map((draft) => draft.text),
      drafts.map((draft) => draft.client_id ?? null),
    ]);
  } catch (error) {
    if (isWorthAnotherTry(error) && triesLeft > 0) return storeCarefully(database, drafts, triesLeft - 1);
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
const isWorthAnotherTry = (error: unknown): boolean => WORTH_ANOTHER_TRY.has(codeOf(error));
