import { z } from 'zod';
import { pageLimit } from '../contract/fields.js';
import { LIMITS } from '../shared/limits.js';

const name = z
  .string({ error: 'A username must be text.' })
  .trim()
  .min(1, 'Say whom you want to talk to.')
  .max(LIMITS.username * 4);

export const OpenChat = z
  .object({ username_input: name.optional(), username: name.optional() })
  .transform(({ username_input, username }, context) => {
    const given = username_input ?? username;
    if (given !== undefined) return given;
    context.addIssue({ code: 'custom', path: ['username_input'], message: 'Say whom you want to talk to.' });
    return z.NEVER;
  });

export const ChatListQuery = z.object({ limit: pageLimit(LIMITS.wholeList), cursor: z.string().max(40).optional() });
export type ChatListQuery = z.output<typeof ChatListQuery>;

const LAST_YEAR = Date.UTC(9999, 0);

/** The database knows no year 0, none of five digits, and fewer time zones. A time that is over is as good as none. */
function storable(time: string): string | null {
  const ms = Date.parse(time);
  if (ms <= Date.now()) return null;
  return ms < LAST_YEAR ? new Date(ms).toISOString() : 'always';
}

export const Mute = z.object({
  muted_until: z
    .union([z.literal('always'), z.iso.datetime({ offset: true }).transform(storable)], {
      error: 'Say until when: a time in ISO 8601, "always", or null.',
    })
    .nullable(),
});
export type Mute = z.output<typeof Mute>;
