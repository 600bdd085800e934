import { Param, type PipeTransform } from '@nestjs/common';
import { notFound } from '../errors/app-error.js';

const MAX_INT4 = 2_147_483_647;

/** An id in a path. A malformed one is answered as one that does not exist: 404, the same bytes. */
export const idOf = (what: string): PipeTransform<unknown, number> => ({
  transform(value) {
    const id = typeof value === 'string' && /^[1-9][0-9]{0,9}$/.test(value) ? Number(value) : 0;
    if (id < 1 || id > MAX_INT4) throw notFound(what);
    return id;
  },
});

export const ChatId = () => Param('chatId', idOf('chat'));
