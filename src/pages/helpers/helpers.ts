import { hueOf, initials } from '../../shared/initials.js';
import { isTheme } from '../theme.js';
import { tiles } from './tiles.js';
import * as time from './time.js';

const TICKS: Record<string, string> = { sending: 'Sending', sent: 'Sent', read: 'Read' };

const ERROR_TITLES: Record<string, string> = {
  invalid_input: 'That did not fit',
  not_authenticated: 'Sign in first',
  forbidden: 'You may not do that',
  conflict: 'That was changed meanwhile',
  rate_limited: 'That was a lot at once',
  too_large: 'That is too large',
  unavailable: 'Not to be reached just now',
};

const WORTH_RETRYING = ['internal_error', 'unavailable', 'rate_limited'];

/** Everything a view may call. They take what they need as arguments; times also read `tz` of the page. */
export const helpers = {
  ...time,
  tiles,
  initials: (name: unknown) => initials(String(name ?? '')),
  hue: (userId: unknown) => hueOf(Number(userId) || 0),
  firstWord: (text: unknown) => String(text ?? '').split(/\s/u)[0],
  eq: (a: unknown, b: unknown) => a === b,
  /** All but the options that a view passes at the end. */
  join: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  sameWords: (a: unknown, b: unknown) => String(a ?? '').toLowerCase() === String(b ?? '').toLowerCase(),
  /** A channel goes by its own name and that of its server. */
  titleOf: (chat: { name: string }, server?: { name: string }) =>
    server?.name ? `${chat.name}, ${server.name}` : chat.name,
  either: (one: unknown, other: unknown) => one || other,
  iso: (time: unknown) => (time instanceof Date ? time.toISOString() : ''),
  encode: (text: unknown) => encodeURIComponent(String(text ?? '')),
  upTo99: (count: unknown) => (Number(count) > 99 ? '99+' : String(count ?? '')),
  counted: (count: unknown, noun: unknown) =>
    `${Number(count ?? 0).toLocaleString('en-GB')} ${String(noun)}${Number(count) === 1 ? '' : 's'}`,
  thousands: (count: unknown) => Number(count ?? 0).toLocaleString('en-GB'),
  tickName: (state: unknown) => TICKS[String(state)] ?? '',
  themed: (theme: unknown) => isTheme(theme) && theme !== 'system',
  retryable: (code: unknown) => WORTH_RETRYING.includes(String(code)),
  errorTitle: (code: unknown) => ERROR_TITLES[String(code)] ?? 'Something went wrong here',
} satisfies Record<string, (...args: never[]) => unknown>;
