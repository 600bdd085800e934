import { idIn } from '../contract/id-param.js';
import { invalidInput } from '../errors/app-error.js';

export interface ListPage<Row> {
  rows: Row[];
  /** The cursor of the next page, or null. */
  next: string | null;
}

export interface ListQuery {
  limit?: number;
  cursor?: string;
}

/** A list of chats is in the order of their last messages, so its cursor is a time in ms and the chat at that time. */
export const cursorOf = (ms: number, chatId: number): string => `${ms}.${chatId}`;

/** Nulls where the list is to begin at its beginning. */
export function placeOf(cursor?: string): [Date, number] | [null, null] {
  if (cursor === undefined) return [null, null];
  const [, ms, written] = /^(\d{1,15})\.(\d+)$/.exec(cursor) ?? [];
  const chatId = idIn(written);
  if (chatId === null) throw invalidInput({ cursor: ['This cursor is not one that the list gave.'] });
  return [new Date(Number(ms)), chatId];
}
