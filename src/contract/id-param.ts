import { Param, type PipeTransform } from '@nestjs/common';
import { notFound } from '../errors/app-error.js';

/** The largest id that the database holds. */
export const LARGEST_ID = 2_147_483_647;

/** An id as paths and cursors write it, in plain digits; null for anything else. */
export function idIn(text: unknown): number | null {
  const id = typeof text === 'string' && /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : 0;
  return id > 0 && id <= LARGEST_ID ? id : null;
}

/** An id in a path. A malformed one is answered as one that does not exist: 404, the same bytes. */
export const idOf = (what: string): PipeTransform<unknown, number> => ({
  transform(value) {
    const id = idIn(value);
    if (id === null) throw notFound(what);
    return id;
  },
});

export const ChatId = () => Param('chatId', idOf('chat'));
