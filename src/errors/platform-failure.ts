import { HttpException } from '@nestjs/common';
import type { Failure } from '../shared/errors.js';
import { failureOf } from './app-error.js';
import { codeOf, STATUS_OF } from './status-of.js';

/** What the body parser and the router refuse, in sentences of ours: theirs repeat the caller's input. */
const BY_TYPE: Record<string, string> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'parameters.too.many': 'The form has too many fields.',
  'encoding.unsupported': 'The body is compressed, which is not supported here. Send it as it is.',
  'charset.unsupported': 'The body must be encoded in UTF-8.',
};
const BY_STATUS: Record<number, string> = {
  400: 'The request is malformed.',
  401: 'Sign in first.',
  403: 'You may not do this.',
  404: 'There is nothing at this address.',
  405: 'This method is not possible here.',
  408: 'The request took too long to arrive.',
  413: 'This is too large.',
  414: 'The address is too long.',
  415: 'This kind of content is not supported here.',
  416: 'This range is not within the content.',
  421: 'This server does not answer to that name.',
  429: 'That was too much in a short time. Wait a little and try again.',
  431: 'The headers are too large.',
  503: 'The server is busy. Try again in a moment.',
};

export type Answer = Failure & { statusCode: number };

/** The body of the answer to any error, in the shape of contract section 1. */
export function answerTo(error: unknown): Answer {
  if (error instanceof HttpException && error.getStatus() < 500) return refusalOf(error);
  const failure = failureOf(error);
  return { statusCode: STATUS_OF[failure.code].http, ...failure };
}

/** True for a path or method that no route has. */
export const isUnrouted = (error: unknown): boolean => error instanceof HttpException && error.getStatus() === 404;

function refusalOf(error: HttpException): Answer {
  const statusCode = error.getStatus();
  const { type } = (error.cause ?? {}) as { type?: string };
  const detail = BY_TYPE[type ?? ''] ?? BY_STATUS[statusCode] ?? 'This request cannot be answered.';
  return { statusCode, code: codeOf(statusCode), detail };
}

export const failureFor = (statusCode: number): Answer => ({
  statusCode,
  code: codeOf(statusCode),
  detail: BY_STATUS[statusCode] ?? 'The request is malformed.',
});
