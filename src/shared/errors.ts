export const ERROR_CODES = [
  'invalid_input',
  'not_authenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'too_large',
  'peer_offline',
  'unavailable',
  'internal_error',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What may be told about an error, the same on every door. `retry_after` is in seconds. */
export interface Failure {
  code: ErrorCode;
  detail: string;
  fields?: Record<string, string[]>;
  retry_after?: number;
}

/** The acknowledgement of every Socket.IO event. */
export type Ack<T = object> = ({ ok: true } & T) | ({ ok: false } & Failure);
