import { answersAt } from '../contract/wants-page.js';
import { failureOf, AppError } from '../errors/app-error.js';
import { STATUS_OF } from '../errors/status-of.js';
import type { ErrorCode } from '../shared/errors.js';
import type { JsonSchema } from './shapes.js';
import type { Route } from './routes.js';

const JSON_TYPE = 'application/json';
const FAILURE = { $ref: '#/components/schemas/Failure' };
const TEXT = { type: 'string' };

interface Standard {
  status: number;
  code: ErrorCode;
  detail: string;
  fields?: Record<string, string[]>;
  retryAfter?: number;
}

/** What routes answer without a word of their own. */
const STANDARD = {
  malformed: { status: 400, code: 'invalid_input', detail: 'The body is not valid JSON.' },
  signedOut: { status: 401, code: 'not_authenticated', detail: 'Sign in first.' },
  unmeant: {
    status: 403,
    code: 'forbidden',
    detail: 'You may not send this without its security token. Reload the page and try again.',
  },
  missing: { status: 404, code: 'not_found', detail: 'There is nothing at this address.' },
  tooLarge: { status: 413, code: 'too_large', detail: 'This is too large.' },
  wrongKind: {
    status: 415,
    code: 'invalid_input',
    detail: 'The body is compressed, which is not supported here. Send it as it is.',
  },
  tooOften: {
    status: 429,
    code: 'rate_limited',
    detail: 'That was too much in a short time. Wait a little and try again.',
    retryAfter: 30,
  },
  failed: { status: 500, code: 'internal_error', detail: 'Something went wrong on our side. Try again in a moment.' },
  away: {
    status: 503,
    code: 'unavailable',
    detail: 'The server is busy. Try again in a moment.',
    retryAfter: 1,
  },
} as const satisfies Record<string, Standard>;

type StandardName = keyof typeof STANDARD;

export const standardResponses = (): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(STANDARD).map(([name, failure]) => [name, responseOf([failure], [JSON_TYPE])]));

/** Every failure of a route, by status: what it words itself, and what stands before and around every route. */
export function failuresOf(route: Route): Record<string, JsonSchema> {
  const own = ownFailures(route);
  const types = TYPES[answersAt(route.path)];
  const all: Record<string, JsonSchema> = {};
  for (const name of standardFor(route)) {
    const standard = STANDARD[name];
    const plain = types.length === 1 && types[0] === JSON_TYPE;
    all[standard.status] = plain ? { $ref: `#/components/responses/${name}` } : responseOf([standard], types);
  }
  for (const { status } of own) {
    all[status] = responseOf(
      own.filter((failure) => failure.status === status),
      types,
    );
  }
  return all;
}

function ownFailures({ about }: Route): Standard[] {
  return Object.entries(about?.failures ?? {}).map(([code, detail]) => ({
    status: STATUS_OF[code as ErrorCode].http,
    code: code as ErrorCode,
    detail,
    ...(code === 'rate_limited' && { retryAfter: 30 }),
    ...(code === 'unavailable' && { retryAfter: 1 }),
  }));
}

function standardFor({ method, path, about, open }: Route): StandardName[] {
  const writes = method !== 'get';
  const names: [StandardName, boolean][] = [
    ['malformed', writes || Boolean(about?.query) || path.includes('{')],
    ['signedOut', !open],
    ['unmeant', writes],
    ['missing', path.includes('{')],
    ['tooLarge', writes],
    ['wrongKind', writes],
    ['tooOften', true],
    ['failed', true],
    ['away', true],
  ];
  return names.filter(([, applies]) => applies).map(([name]) => name);
}

/** A page fails as a page; what answers both fails as it was asked. */
const TYPES = { page: ['text/html'], either: [JSON_TYPE, 'text/html'], data: [JSON_TYPE] };

function responseOf(failures: readonly Standard[], types: readonly string[]): JsonSchema {
  const examples = Object.fromEntries(failures.map((failure) => [failure.code, { value: exampleOf(failure) }]));
  const json = { schema: FAILURE, examples };
  return {
    description: failures.map(({ detail }) => detail).join(' Or: '),
    ...headersOf(failures[0]!),
    content: Object.fromEntries(types.map((type) => [type, type === JSON_TYPE ? json : { schema: TEXT }])),
  };
}

const exampleOf = ({ status, code, detail, fields, retryAfter }: Standard) => ({
  statusCode: status,
  ...failureOf(new AppError(code, detail, { fields, retryAfter })),
});

function headersOf({ status }: Standard): object {
  const integer = { type: 'integer' };
  if (status === 401) return { headers: { 'WWW-Authenticate': { schema: { type: 'string', const: 'Bearer' } } } };
  if (status !== 429 && status !== 503) return {};
  return { headers: { 'Retry-After': { description: 'Seconds.', schema: integer } } };
}
