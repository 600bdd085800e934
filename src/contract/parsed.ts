import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { invalidInput } from '../errors/app-error.js';
import { tame } from './tame.js';

const SENTENCES: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  invalid_type: 'This is missing or of the wrong type.',
};

/** Checks any input, of a body or of a frame, against its schema; throws `invalid_input` with a sentence per field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  tame(value);
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
