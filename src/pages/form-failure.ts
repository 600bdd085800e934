import type { Response } from 'express';
import { AppError, failureOf } from '../errors/app-error.js';
import { STATUS_OF } from '../errors/status-of.js';

export interface FormFailure {
  detail: string;
  fields?: Record<string, string[]>;
}

/** What a form has to say about an error, with the status of the answer already set. Other errors go on to the error page. */
export function formFailure(response: Response, error: unknown): FormFailure {
  if (!(error instanceof AppError) || error.code === 'not_found') throw error;
  const { detail, fields, retry_after } = failureOf(error);
  if (retry_after) response.set('Retry-After', String(Math.ceil(retry_after)));
  response.status(STATUS_OF[error.code].http);
  return { detail, fields };
}
