import type { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { Draft } from './draft.js';
import type { KnownPairs, Pairs } from './known-pairs.js';
import { expectedValues, WRITE_EXPECTED } from './write-expected.sql.js';
import { WRITE_MESSAGES } from './write-messages.sql.js';
import { isOneEach, privateValues, WRITE_PRIVATE } from './write-private.sql.js';

/** What the database says of the draft at place `ord` (from 1). `text` is that of an earlier message with its client_id. */
export type Stored = [ord: number, id: number, seq: number, time: Date, text: string | null];

type Expected = [chat_id: number, seq: number, id: number, time: Date];

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
    const rows = isOneEach(inOrder, pairs)
      ? await preparedQuery<Expected>(database, 'write-private', WRITE_PRIVATE, privateValues(inOrder, pairs))
      : await preparedQuery<Expected>(database, 'write-expected', WRITE_EXPECTED, expectedValues(inOrder, pairs));
    if (rows.length < drafts.length) return null;
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return rows.map(([, seq, id, time], index) => [order[index]!.ord, id, seq, time, null]);
  } catch (error) {
    if (isWorthAnotherTry(error) || codeOf(error) === DIVISION_BY_ZERO) return null;
    throw error;
  }
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
