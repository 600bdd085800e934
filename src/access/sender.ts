import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/config.js';

/**
 * Where a request comes from. `own`: a page of this server or of a listed origin; `silent`: no browser says anything;
 * `opaque`: a browser hides it (`Origin: null`); `foreign`: another site.
 */
export type Sender = 'own' | 'silent' | 'opaque' | 'foreign';

type Origins = Pick<Config, 'publicUrl' | 'corsOrigins' | 'secureCookies'>;

/** Browsers set both headers themselves; `Sec-Fetch-Site` only over https and on localhost, so `Origin` has to serve too. */
export function senderOf({ headers }: IncomingMessage, config: Origins): Sender {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin && origin !== 'null') return isTrusted(origin, headers.host, config) ? 'own' : 'foreign';
  if (site) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  return origin ? 'opaque' : 'silent';
}

function isTrusted(origin: string, host: string | undefined, config: Origins): boolean {
  if (origin === config.publicUrl || config.corsOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: sender } = new URL(origin);
  const expected = config.secureCookies ? protocol === 'https:' : protocol === 'http:' || protocol === 'https:';
  return expected && sender === host?.toLowerCase();
}
