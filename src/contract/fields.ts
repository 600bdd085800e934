import { z } from 'zod';
import { LIMITS, USERNAME_PATTERN } from '../shared/limits.js';
import { LARGEST_ID } from './id-param.js';

/** Field types that several doors share, with the sentences a person reads. */
const points = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};
// A code point is one or two units of `length`, so most texts need no counting; it took 2 % of the work of a message.
const isAtMost = (text: string, most: number) => text.length <= most || points(text) <= most;
const isAtLeast = (text: string, least: number) => text.length >= 2 * least || points(text) >= least;

/** Text from a person: well-formed Unicode without NUL (PostgreSQL refuses both), counted in code points after trimming. */
export const line = (most: number, least = 0, name = 'This') =>
  z
    .string({ error: `${name} must be text.` })
    .refine((text) => text.length <= most * 4, {
      error: `${name} is too long: at most ${most} characters.`,
      abort: true,
    })
    .refine((text) => text.isWellFormed() && !text.includes('\0'), {
      error: `${name} contains characters that cannot be stored.`,
      abort: true,
    })
    .transform((text) => text.trim())
    .refine((text) => isAtLeast(text, least), {
      error: least === 1 ? `${name} must not be empty.` : `${name} is too short: at least ${least} characters.`,
    })
    .refine((text) => isAtMost(text, most), { error: `${name} is too long: at most ${most} characters.` })
    .meta({ ...(least && { minLength: least }), maxLength: most });

const INVISIBLE = /^[\s\p{Cf}\p{Cc}\u{115F}\u{1160}\u{3164}\u{FFA0}\u{2800}]*$/u;

/** Whether nothing of a text can be seen. */
export const isInvisible = (text: string): boolean => INVISIBLE.test(text);

/** At the most four bytes a character, so 16,000 of the 16,384 that the database takes. */
export const messageText = line(LIMITS.text, 0, 'The message')
  .refine((text) => !isInvisible(text), { error: 'The message must not be empty.' })
  .meta({ minLength: 1, maxLength: LIMITS.text });

/** Chosen by the sender, so that a retry finds the first message instead of making a second. */
export const clientId = z
  .string({ error: 'client_id must be text.' })
  .min(1, 'client_id must not be empty.')
  .max(LIMITS.clientId, `client_id is at most ${LIMITS.clientId} characters.`)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), {
    error: 'client_id contains characters that cannot be stored.',
  });

export const username = z
  .string({ error: 'A username must be text.' })
  .trim()
  .min(LIMITS.usernameMin, `A username has at least ${LIMITS.usernameMin} characters.`)
  .max(LIMITS.username, `A username has at most ${LIMITS.username} characters.`)
  .regex(USERNAME_PATTERN, 'A username has only letters, digits, dot, dash and underscore.');

/** An id or `seq` in a path or query: plain digits only, within what the database can hold. */
export const digits = (name = 'This') =>
  z
    .string({ error: `${name} must be a number.` })
    .regex(/^[1-9][0-9]{0,9}$/, `${name} must be a positive whole number.`)
    .transform(Number)
    .refine((value) => value <= LARGEST_ID, { error: `${name} is too large.` });

/** The same in a JSON body or frame. */
export const idNumber = z.int({ error: 'This must be a whole number.' }).positive().max(LARGEST_ID);
export const seqNumber = z.int({ error: 'This must be a whole number.' }).nonnegative().max(LARGEST_ID);

export const pageLimit = (most: number = LIMITS.pageMax) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/, 'limit must be a positive whole number.')
    .transform((text) => Math.min(Number(text), most))
    .optional();
