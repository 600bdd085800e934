import type { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { Draft } from './draft.js';
import { expectedValues, WRITE_EXPECTED } from './write-expected.sql.js';
import { WRITE_MESSAGES } from './write-messages.sql.js';

/** What the database says of the draft at place `ord` (from 1). `text` is that of an earlier message with its client_id. */
export type Stored = [ord: number, id: number, seq: number, time: Date, text: string | null];

const UNIQUE_VIOLATION = '23505';
const DIVISION_BY_ZERO = '22012';
/** Another instance was faster, or a removal was under way: a new snapshot settles it. */
const WORTH_ANOTHER_TRY = new Set([UNIQUE_VIOLATION, '40001', '40P01']);
const NOT_AS_EXPECTED = new Set([...WORTH_ANOTHER_TRY, DIVISION_BY_ZERO]);

/** Stores a batch in one commit. A draft without an answer is one whose sender may not write there. */
export async function storeMessages(database: DataSource, drafts: Draft[]): Promise<Stored[]> {
  try {
    return await storeExpected(database, drafts);
  } catch (error) {
    if (!NOT_AS_EXPECTED.has(codeOf(error))) throw error;
    return storeCarefully(database, drafts, 3);
  }
}

async function storeExpected(database: DataSource, drafts: Draft[]): Promise<Stored[]> {
  const order = drafts.map((draft, index) => ({ draft, ord: index + 1 }));
  order.sort((a, b) => a.draft.chat_id - b.draft.chat_id || a.ord - b.ord);
  const values = expectedValues(order.map(({ draft }) => draft));
  type Row = [chat_id: number, seq: number, id: number, time: Date];
  const rows = await preparedQuery<Row>(database, 'write-expected', WRITE_EXPECTED, values);
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return rows.map(([, seq, id, time], index) => [order[index]!.ord, id, seq, time, null]);
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
    if (WORTH_ANOTHER_TRY.has(codeOf(error)) && triesLeft > 0) return storeCarefully(database, drafts, triesLeft - 1);
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
