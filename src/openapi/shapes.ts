import { z } from 'zod';
import * as fileFrames from '../shared/file-frames.js';
import * as frames from '../shared/frames.js';
import * as groups from '../shared/group-payloads.js';
import * as payloads from '../shared/payloads.js';
import * as transfers from '../shared/transfer-payloads.js';

export type JsonSchema = Record<string, unknown>;

/** Shapes that several routes and events share stand once under `components/schemas`, named as in the code. */
const NAMED = Object.entries<unknown>({ ...payloads, ...groups, ...transfers, ...frames, ...fileFrames }).filter(
  (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
);
for (const [id, schema] of NAMED) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });

/** The schema that checks, as the API reference shows it. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema: _dialect,
    $defs: _shared,
    ...own
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override });
  return withRefs(own);
}

export const sharedSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries(NAMED.map(([name, schema]) => [name, definitionOf(name, schema)]));

function definitionOf(name: string, schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', override }) as JsonSchema & {
    $defs?: Record<string, JsonSchema>;
  };
  const { $schema: _dialect, $defs, $ref, id: _id, ...own } = made;
  const definition = $ref ? $defs![name]! : own;
  return withRefs({ ...definition, id: undefined });
}

/** Fields may be added to any shape (contract.md), so none is closed; and a time needs no pattern beside its format. */
function override({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  delete jsonSchema.id;
}

const withRefs = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
