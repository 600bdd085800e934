import { CREDENTIALS, SIGN_IN_FAILURES, TOKENS } from '../../auth/auth.examples.js';

/** What the API reference shows for signing in with a refresh token that does not rotate. */
export { CREDENTIALS, SIGN_IN_FAILURES };

export const LASTING_TOKENS = { ...TOKENS, refresh: `week.${TOKENS.refresh}` };

export const REFRESH_FAILURES = {
  invalid_input: 'A token must be text.',
  not_authenticated: 'This token is not valid any more. Sign in again.',
} as const;

export const REGISTER_FAILURES = {
  invalid_input: 'This username is taken. Choose another.',
  rate_limited: SIGN_IN_FAILURES.rate_limited,
  unavailable: SIGN_IN_FAILURES.unavailable,
} as const;
