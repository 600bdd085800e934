import { z } from 'zod';
import { username } from '../contract/fields.js';
import { displayName, email, firstName, lastName } from '../users/users.dto.js';
import { chosenPassword, givenPassword } from './passwords/password-policy.js';

const again = z.string({ error: 'The repeated password must be text.' }).optional();
const REPEATED = ['re_password', 'password_confirm', 'password2'] as const;

/** What clients of other systems call the repeated password is checked where it is sent, and never asked for. */
export const NewAccount = z
  .object({
    username,
    password: chosenPassword,
    email: email.optional(),
    display_name: displayName.optional(),
    first_name: firstName.optional(),
    last_name: lastName.optional(),
    re_password: again,
    password_confirm: again,
    password2: again,
  })
  .superRefine((account, context) => {
    for (const field of REPEATED) {
      if (account[field] === undefined || account[field] === account.password) continue;
      context.addIssue({ code: 'custom', path: [field], message: 'The two passwords differ.' });
    }
  });
export type NewAccount = z.output<typeof NewAccount>;

export const SignIn = z.object({
  username: z.string({ error: 'A username must be text.' }).min(1, 'Enter your username.'),
  password: givenPassword,
});
export type SignIn = z.output<typeof SignIn>;

/** `cookie` keeps the refresh token, or with `both` the access token too, where no script can read it. */
export const TokenRequest = SignIn.extend({
  cookie: z.union([z.boolean(), z.literal('both')], { error: 'cookie must be true, false or "both".' }).optional(),
});

const token = z
  .string({ error: 'A token must be text.' })
  .min(1, 'A token must not be empty.')
  .max(4096, 'This is no token.');

export const RefreshRequest = z.object({ refresh: token.optional() });
/** Of a token that does not rotate: it comes in the body, always. */
export const LastingRefresh = z.object({ refresh: token });
export const VerifyRequest = z.object({ token });
export const SignOut = z.object({ refresh: token.optional() });

export const PasswordChange = z.object({ current: givenPassword, new: chosenPassword });
export type PasswordChange = z.output<typeof PasswordChange>;

export const NameQuery = z.object({
  username: z.string({ error: 'username is missing.' }).max(256, 'This is too long.'),
});
export const Availability = z.object({ available: z.boolean() });
