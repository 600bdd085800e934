import type { ErrorCode } from '../shared/errors.js';
import { CLOSE } from '../shared/frames.js';

/** How one code sounds on each door: the HTTP status, and the close code where the error ends a raw socket. */
export const STATUS_OF: Record<ErrorCode, { http: number; close: number }> = {
  invalid_input: { http: 400, close: CLOSE.wrongKind },
  not_authenticated: { http: 401, close: CLOSE.notAuthenticated },
  forbidden: { http: 403, close: CLOSE.notAMember },
  not_found: { http: 404, close: CLOSE.noSuchChat },
  conflict: { http: 409, close: CLOSE.wrongKind },
  rate_limited: { http: 429, close: CLOSE.tooFast },
  too_large: { http: 413, close: CLOSE.tooLarge },
  peer_offline: { http: 409, close: CLOSE.wrongKind },
  unavailable: { http: 503, close: CLOSE.restarting },
  internal_error: { http: 500, close: 1011 },
};

const CODE_OF: Record<number, ErrorCode> = {
  400: 'invalid_input',
  401: 'not_authenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  408: 'invalid_input',
  409: 'conflict',
  413: 'too_large',
  414: 'too_large',
  415: 'invalid_input',
  416: 'invalid_input',
  429: 'rate_limited',
  431: 'too_large',
  503: 'unavailable',
};

/** The code for a status that the platform chose itself (its body parser, its router). */
export const codeOf = (status: number): ErrorCode =>
  CODE_OF[status] ?? (status < 500 ? 'invalid_input' : 'internal_error');
