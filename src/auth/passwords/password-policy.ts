import { z } from 'zod';
import { invalidInput } from '../../errors/app-error.js';
import { LIMITS } from '../../shared/limits.js';
import { usernameKey } from '../../users/username-key.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** A password when signing in: whatever it is, it is taken exactly as it came. */
export const givenPassword = z.string({ error: 'A password must be text.' }).min(1, 'Enter your password.');

/** A password when it is chosen. Length counts what a person sees as characters; nothing is trimmed or cut. */
export const chosenPassword = z
  .string({ error: 'A password must be text.' })
  .refine((text) => text.length <= LIMITS.password * 2 && [...text].length <= LIMITS.password, {
    error: `A password has at most ${LIMITS.password} characters.`,
    abort: true,
  })
  .refine((text) => [...text].length >= LIMITS.passwordMin, {
    error: `A password has at least ${LIMITS.passwordMin} characters.`,
    abort: true,
  })
  .refine((text) => text.isWellFormed(), { error: 'A password must consist of whole characters.', abort: true })
  .refine((text) => !COMMON_PASSWORDS.has(text.toLowerCase()), {
    error: 'This password is one of the first that others try. Choose another.',
  });

/** Throws `invalid_input` for the one rule that needs to know whose password it is. */
export function demandNotTheirName(password: string, username: string, field: string): void {
  if (usernameKey(password) !== usernameKey(username)) return;
  throw invalidInput({ [field]: ['A password must differ from the username.'] });
}
