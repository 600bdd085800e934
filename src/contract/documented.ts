import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { ErrorCode } from '../shared/errors.js';
import type { GroupKind } from '../shared/group-payloads.js';

export const DOCUMENTED = 'parley:documented';

export interface AnswerDocumentation {
  description: string;
  schema?: z.ZodType;
  example?: unknown;
  /** Of a body that is not JSON: `text/html`, `image/png` … */
  type?: string | readonly string[];
}

export interface Documentation {
  tag: string;
  summary: string;
  description?: string;
  params?: Record<string, string>;
  query?: z.ZodObject;
  /** `type`: of a body that is neither JSON nor a form, such as `image/png`. */
  body?: { schema: z.ZodType; example: unknown; type?: string | readonly string[] };
  answers: Record<number, AnswerDocumentation>;
  /** Failures that this route words itself, by code. What every route may answer is added by `openapi/failures.ts`. */
  failures?: Partial<Record<ErrorCode, string>>;
}

/** Of a route that groups and servers share: it is told for each in its own words. */
export type DocumentationByKind = (kind: GroupKind) => Documentation;

/** Puts a route into the API reference: its input and answers are the schemas that check them, each with an example. */
export const Documented = (about: Documentation | DocumentationByKind): MethodDecorator =>
  SetMetadata(DOCUMENTED, about);
