import { describe, expect, it } from '@jest/globals';
import { type CookieKind, cookieName, cookieOptions } from '../../src/access/cookies.js';

const KINDS: CookieKind[] = ['session', 'visitor', 'access', 'refresh'];
const sites = (cookieSameSite: 'lax' | 'strict' | 'none', secureCookies: boolean) =>
  KINDS.map((kind) => cookieOptions(kind, { cookieSameSite, secureCookies }).sameSite);

describe('a cookie of ours', () => {
  it('travels from other sites as far as COOKIE_SAMESITE says; the refresh token only where that is none', () => {
    expect(sites('lax', false)).toEqual(['lax', 'lax', 'lax', 'strict']);
    expect(sites('strict', true)).toEqual(['strict', 'strict', 'strict', 'strict']);
    expect(sites('none', true)).toEqual(['none', 'none', 'none', 'none']);
  });

  it.each([true, false])('is read by no script and is for this host alone (https: %s)', (secureCookies) => {
    for (const kind of KINDS) {
      expect(cookieOptions(kind, { cookieSameSite: 'lax', secureCookies })).toEqual({
        httpOnly: true,
        secure: secureCookies,
        sameSite: expect.any(String),
        path: '/',
      });
      expect(cookieName(kind, { secureCookies }).startsWith('__Host-')).toBe(secureCookies);
    }
  });
});
