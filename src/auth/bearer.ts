import type { IncomingMessage } from 'node:http';

/** Djoser's clients say JWT where the standard says Bearer. */
const SCHEME = /^(?:bearer|jwt)(?: +(.*?))? *$/i;

/** The token of the `Authorization` header, `''` for one without, or null if the header is about something else. */
export function bearerOf({ headers }: IncomingMessage): string | null {
  const found = SCHEME.exec(headers.authorization ?? '');
  return found && (found[1] ?? '');
}
