import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { AppError, invalidInput } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';

const SENTENCES: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  invalid_type: 'This is missing or of the wrong type.',
};

/** Checks any input, of a body or of a frame, against its schema; throws `invalid_input` with a sentence per field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  demandShallow(value, LIMITS.jsonDepth);
  const { data, error } = schema.safeParse(value);
  if (error) throw invalidInput(fieldsOf(error));
  return data;
}

/** The pipe for `@Body`, `@Query` and `@Param`: `@Body(parsed(NewMessage)) body: NewMessage`. */
export const parsed = <S extends z.ZodType>(schema: S): PipeTransform<unknown, z.output<S>> & { schema: S } => ({
  schema,
  transform: (value) => parse(schema, value ?? {}),
});

function fieldsOf(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const name = issue.path.map(String).join('.') || 'body';
    const generic = issue.message.startsWith('Invalid input');
    (fields[name] ??= []).push(generic ? (SENTENCES[issue.code] ?? 'This value is not allowed here.') : issue.message);
  }
  return fields;
}

/** Deep nesting passes JSON.parse but overflows whatever walks it recursively, so it ends here. */
function demandShallow(value: unknown, left: number): void {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return;
  if (left === 0) throw new AppError('invalid_input', 'The input is nested too deeply.');
  for (const inner of Object.values(value)) demandShallow(inner, left - 1);
}
