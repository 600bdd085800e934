const BASE = 'http://parley.invalid';
const LONGEST = 2000;
// A browser reads a backslash as a slash and drops control characters, so that `/\evil.example` leaves this server.
const TRICKS = /[\\\p{Cc}\p{Cf}\p{Z}]/u;
const SIGNING = /^\/user\/(?:login|logout|register)\/?$/;

/** Where to go after signing in: a path of this server, or home for anything else. */
export function nextPage(wanted: unknown, otherwise = '/home/'): string {
  if (typeof wanted !== 'string' || wanted.length > LONGEST) return otherwise;
  if (!wanted.startsWith('/') || TRICKS.test(wanted) || !URL.canParse(wanted, BASE)) return otherwise;
  const { origin, pathname, search, hash } = new URL(wanted, BASE);
  // Resolving `/..//evil.example` yields a path that is itself an address without scheme.
  if (origin !== BASE || pathname.startsWith('//') || SIGNING.test(pathname)) return otherwise;
  return pathname + search + hash;
}

/** The sign-in page that leads back to `path`. */
export const signInPage = (path: string): string =>
  nextPage(path) === '/home/' ? '/user/login/' : `/user/login/?next=${encodeURIComponent(nextPage(path))}`;
