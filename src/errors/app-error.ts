import type { ErrorCode, Failure } from '../shared/errors.js';
import { isOutage } from './outage.js';

/** A failure the caller may be told about. Services throw it; each door translates it. `retryAfter` is in seconds. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly more: { fields?: Record<string, string[]>; retryAfter?: number } = {},
  ) {
    super(detail);
    this.name = 'AppError';
  }
}

export const notFound = (what: string) => new AppError('not_found', `There is no such ${what}.`);

export const forbidden = (what: string) => new AppError('forbidden', `You may not ${what}.`);

export const notAuthenticated = (detail = 'Sign in first.') => new AppError('not_authenticated', detail);

export const invalidInput = (fields: Record<string, string[]>) =>
  new AppError('invalid_input', Object.values(fields)[0]?.[0] ?? 'Some fields are not right.', { fields });

export const conflict = (detail: string, fields?: Record<string, string[]>) =>
  new AppError('conflict', detail, { fields });

export const rateLimited = (
  retryAfter: number,
  detail = 'That was too much in a short time. Wait a little and try again.',
) => new AppError('rate_limited', detail, { retryAfter: Math.max(1, Math.ceil(retryAfter)) });

export const unavailable = (detail = 'The server is busy. Try again in a moment.', retryAfter = 1) =>
  new AppError('unavailable', detail, { retryAfter });

/** What may be said about any error. A database that is away is `unavailable`; everything unforeseen sounds the same from outside. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof AppError)) {
    if (isOutage(error)) return failureOf(unavailable());
    return { code: 'internal_error', detail: 'Something went wrong on our side. Try again in a moment.' };
  }
  const { fields, retryAfter } = error.more;
  return {
    code: error.code,
    detail: error.detail,
    ...(fields && { fields }),
    ...(retryAfter !== undefined && { retry_after: retryAfter }),
  };
}
