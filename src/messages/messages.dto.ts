import { z } from 'zod';
import { clientId, digits, messageText, pageLimit } from '../contract/fields.js';

export const NewMessage = z.object({ text: messageText, client_id: clientId.optional() });
export type NewMessage = z.output<typeof NewMessage>;

const place = (name: string) =>
  z
    .string({ error: `${name} must be a number.` })
    .regex(/^(0|[1-9][0-9]{0,8})$/, `${name} must be a whole number.`)
    .transform(Number)
    .optional();

export const HistoryQuery = z.object({ before: place('before'), after: place('after'), limit: pageLimit() });
export type HistoryQuery = z.output<typeof HistoryQuery>;

export const ReadersQuery = z.object({ cursor: digits('cursor').optional(), limit: pageLimit() });
export type ReadersQuery = z.output<typeof ReadersQuery>;
