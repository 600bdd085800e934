import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import type { CookieOptions } from 'express';
import type { Config } from '../config/config.js';

export type CookieKind = 'session' | 'access' | 'refresh' | 'visitor';

const NAMES: Record<CookieKind, string> = {
  session: 'parley.sid',
  access: 'parley.access',
  refresh: 'parley.refresh',
  visitor: 'parley.visitor',
};
const KINDS = Object.keys(NAMES) as CookieKind[];

type Security = Pick<Config, 'secureCookies' | 'cookieSameSite'>;

/** Over https the prefix makes browsers refuse a cookie of that name that a sibling domain has written. */
export const cookieName = (kind: CookieKind, { secureCookies }: Pick<Config, 'secureCookies'>): string =>
  secureCookies ? `__Host-${NAMES[kind]}` : NAMES[kind];

/**
 * No cookie of ours can be read by a script. The refresh token travels from another site only where the operator has
 * chosen `none`, which is to say that pages of other sites keep their tokens in cookies.
 */
export const cookieOptions = (kind: CookieKind, config: Security): CookieOptions => ({
  httpOnly: true,
  secure: config.secureCookies,
  sameSite: kind === 'refresh' && config.cookieSameSite !== 'none' ? 'strict' : config.cookieSameSite,
  path: '/',
});

export function cookieOf(request: IncomingMessage, kind: CookieKind, config: Security): string | undefined {
  const { cookie } = request.headers;
  return cookie ? parseCookie(cookie)[cookieName(kind, config)] : undefined;
}

/** Two cookies of one name mean that somebody else wrote one of them, and nobody can tell which. */
export function hasDoubledCookie(request: IncomingMessage, config: Security): boolean {
  const names = (request.headers.cookie ?? '').split(';').map((pair) => pair.split('=', 1)[0]!.trim());
  return KINDS.some((kind) => names.filter((name) => name === cookieName(kind, config)).length > 1);
}
