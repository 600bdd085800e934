import { z } from 'zod';
import { line, pageLimit } from '../../contract/fields.js';
import { LIMITS } from '../../shared/limits.js';

/** Only that there is one: what is wrong with a code is told like one that does not exist. */
export const CodeToJoin = z.object({ code: z.string({ error: 'Say the code.' }).min(1, 'Say the code.') });
export type CodeToJoin = z.infer<typeof CodeToJoin>;

const count = (most: number, name: string, unit: string) =>
  z
    .int({ error: `${name} must be a whole number of ${unit}.` })
    .min(1, `${name} must be at least 1.`)
    .max(most, `${name} is at most ${most}.`)
    .nullish();

/** `expires_in` is in seconds. Without them the code holds until the next one, for everybody. */
export const NewCode = z.object({
  expires_in: count(LIMITS.codeSeconds, 'expires_in', 'seconds'),
  max_uses: count(LIMITS.codeUses, 'max_uses', 'uses'),
});
export type NewCode = z.infer<typeof NewCode>;

export const Decision = z.object({ accept: z.boolean({ error: 'accept must be true or false.' }) });
export type Decision = z.infer<typeof Decision>;

export const DiscoverQuery = z.object({
  q: line(LIMITS.groupName, 0, 'q').default(''),
  limit: pageLimit(),
  cursor: line(LIMITS.groupName * 2, 1, 'cursor').optional(),
});
export type DiscoverQuery = z.infer<typeof DiscoverQuery>;
