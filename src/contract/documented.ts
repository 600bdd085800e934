import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { failureOf, AppError } from '../errors/app-error.js';
import { STATUS_OF } from '../errors/status-of.js';
import type { ErrorCode } from '../shared/errors.js';
import { Failure } from '../shared/payloads.js';

interface Answer {
  description: string;
  schema?: z.ZodType;
  example?: unknown;
  /** Of a body that is not JSON: `text/html`, `image/png` … */
  type?: string;
}

export interface Documentation {
  tag: string;
  summary: string;
  description?: string;
  params?: Record<string, string>;
  query?: z.ZodObject;
  body?: { schema: z.ZodType; example: unknown; form?: boolean; type?: string };
  answers: Record<number, Answer>;
  /** Failures beside `internal_error`, by code, each with the sentence that this route says. */
  failures?: Partial<Record<ErrorCode, string>>;
  /** True for what anyone may call. */
  open?: boolean;
}

/** Puts a route into the API reference: its input and answers are the schemas that check them, each with an example. */
export function Documented(about: Documentation): MethodDecorator {
  return applyDecorators(
    ApiTags(about.tag),
    ApiOperation({ summary: about.summary, ...(about.description && { description: about.description }) }),
    ...(about.open ? [] : [ApiSecurity('bearer'), ApiSecurity('session')]),
    ...Object.entries(about.params ?? {}).map(([name, description]) =>
      ApiParam({ name, description, schema: { type: 'string' } }),
    ),
    ...queries(about.query),
    ...bodies(about.body),
    ...Object.entries(about.answers).map(([status, answer]) => answered(Number(status), answer)),
    ...Object.entries(about.failures ?? {}).map(([code, detail]) => failed(code as ErrorCode, detail)),
  );
}

export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'openapi-3.0', unrepresentable: 'any' });
  return rest;
};

function queries(query: z.ZodObject | undefined): MethodDecorator[] {
  return Object.entries(query?.shape ?? {}).map(([name, field]) =>
    ApiQuery({ name, required: !field.safeParse(undefined).success, schema: jsonSchema(field as z.ZodType, 'input') }),
  );
}

function bodies(body: Documentation['body']): MethodDecorator[] {
  if (!body) return [];
  const schema = jsonSchema(body.schema, 'input');
  return [ApiBody({ schema, examples: { example: { value: body.example } } })];
}

function answered(status: number, { description, schema, example, type }: Answer): MethodDecorator {
  if (!schema && !type) return ApiResponse({ status, description });
  const content = schema ? { schema: jsonSchema(schema, 'output'), example } : { schema: { type: 'string' } };
  return ApiResponse({ status, description, content: { [type ?? 'application/json']: content as never } });
}

function failed(code: ErrorCode, detail: string): MethodDecorator {
  const status = STATUS_OF[code].http;
  const example = { statusCode: status, ...failureOf(new AppError(code, detail)) };
  return ApiResponse({
    status,
    description: detail,
    content: { 'application/json': { schema: jsonSchema(Failure, 'output') as never, example } },
  });
}
