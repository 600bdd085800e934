import type { z } from 'zod';
import type { AnswerDocumentation, Documentation } from '../contract/documented.js';
import { answersAt } from '../contract/wants-page.js';
import { failuresOf } from './failures.js';
import type { Route } from './routes.js';
import { type JsonSchema, schemaOf } from './shapes.js';

const FORM = 'application/x-www-form-urlencoded';

/** One route as OpenAPI has it. */
export function operationOf(route: Route): JsonSchema {
  const { about, name, open, path } = route;
  if (!about) return { operationId: name, responses: {} };
  return {
    operationId: name,
    tags: [about.tag],
    summary: about.summary,
    ...(about.description && { description: about.description }),
    security: open ? [] : [{ bearer: [] }, { session: [] }],
    parameters: [...pathParameters(path, about.params), ...queryParameters(about.query)],
    ...(about.body && { requestBody: { required: true, content: bodyContent(about.body, path) } }),
    responses: { ...failuresOf(route), ...answersOf(route, about) },
  };
}

function pathParameters(path: string, described: Documentation['params'] = {}): JsonSchema[] {
  const descriptions = new Map(Object.entries(described).map(([name, says]) => [snake(name), says]));
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(descriptions.has(name) && { description: descriptions.get(name) }),
    schema: /(^|_)id$|^seq$/.test(name) ? { type: 'integer', minimum: 1 } : { type: 'string' },
  }));
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function queryParameters(query: z.ZodObject | undefined): JsonSchema[] {
  return Object.entries(query?.shape ?? {}).map(([name, field]) => ({
    name,
    in: 'query',
    required: !(field as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(field as z.ZodType, 'input'),
  }));
}

/** Pages take forms, the rest JSON; what answers both takes both. */
const BODIES = { page: [FORM], either: ['application/json', FORM], data: ['application/json'] };

function bodyContent({ schema, example, type }: NonNullable<Documentation['body']>, path: string): JsonSchema {
  const content = { schema: schemaOf(schema, 'input'), examples: { example: { value: example } } };
  const types = type ? [type].flat() : BODIES[answersAt(path)];
  return Object.fromEntries(types.map((name) => [name, content]));
}

function answersOf({ open, revalidated }: Route, { answers }: Documentation): Record<string, JsonSchema> {
  const page = Object.values(answers).some(({ type }) => type?.includes('text/html'));
  const elsewhere = page && !open && !answers[303];
  return {
    ...Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, answerOf(Number(status), answer)]),
    ),
    ...(revalidated && { 304: answerOf(304, { description: 'As it was: you have it by `If-None-Match`.' }) }),
    ...(elsewhere && {
      303: answerOf(303, { description: 'Signed out: to the sign-in page, which leads back here.' }),
    }),
  };
}

function answerOf(status: number, { description, schema, example, type }: AnswerDocumentation): JsonSchema {
  const location = { headers: { Location: { schema: { type: 'string' } } } };
  const moved = status === 302 || status === 303 ? location : {};
  if (!schema && !type) return { description, ...moved };
  const json = schema && { schema: schemaOf(schema, 'output'), examples: { example: { value: example } } };
  const others = type ? [type].flat().map((name) => [name, { schema: textOrBytes(name) }] as const) : [];
  const content = Object.fromEntries([...(json ? [['application/json', json] as const] : []), ...others]);
  return { description, ...moved, content };
}

const textOrBytes = (type: string): JsonSchema =>
  type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
