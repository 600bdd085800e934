import type { Registered, TokenPair } from '../shared/payloads.js';

/** What the API reference shows for signing in, in the words that the routes say. */
export const CREDENTIALS = { username: 'ada', password: 'correct horse battery staple' };

export const ADA: Registered = { id: 1, username: 'ada', display_name: 'Ada Lovelace' };

export const TOKENS: TokenPair = {
  access: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0eXAiOiJhY2Nlc3MiLCJzaWQiOjd9.zK1cVQ',
  refresh: '3PJ0c2mBqfW6k8nY5tR1vX9dA4eH7gL0uS2iO6pZjQw',
};

export const SIGN_IN_FAILURES = {
  invalid_input: 'Enter your password.',
  not_authenticated: 'The username or the password is not right.',
  rate_limited: 'Too many wrong passwords. Wait a little before you try again.',
  unavailable: 'Too many people are signing in at once. Try again in a moment.',
} as const;
