import { parseCookie } from 'cookie';
import type { Request } from 'express';
import { isTheme, type Theme } from './theme.js';

/** What this browser told us about its reader by plain cookies, none of which is trusted further than this. */
export interface Reader {
  theme: Theme;
  /** An IANA zone, or undefined before the script of the first page has set it. */
  tz?: string;
}

export function readerOf(request: Request): Reader {
  const cookies = parseCookie(request.headers.cookie ?? '');
  return { theme: isTheme(cookies.theme) ? cookies.theme : 'system', tz: zoneOf(cookies.tz) };
}

function zoneOf(name: string | undefined): string | undefined {
  if (!name || name.length > 64 || !/^[A-Za-z0-9_+/-]+$/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
