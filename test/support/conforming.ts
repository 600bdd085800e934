import type { INestApplication } from '@nestjs/common';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ApiReference } from '../../src/openapi/api-reference.js';
import type { OpenApiDocument } from '../../src/openapi/document.js';

export interface Seen {
  method: string;
  path: string;
  status: number;
  /** The `Content-Type` as it came. */
  type: string | null;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
}

type Json = Record<string, unknown>;
type Response = { $ref?: string; content?: Record<string, Json> };

/** Holds answers against the API reference: throws when a status, a kind of content or a field is not in it. */
export class Conforming {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false });
  private readonly templates: { template: string; pattern: RegExp }[];

  constructor(private readonly document: OpenApiDocument) {
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(closed(document) as Json, 'reference');
    this.templates = Object.keys(document.paths)
      .toSorted((one, other) => one.split('{').length - other.split('{').length)
      .map((template) => ({ template, pattern: patternOf(template) }));
  }

  static to(app: INestApplication): Conforming {
    return new Conforming(app.get(ApiReference).document);
  }

  demand(seen: Seen): void {
    const problem = this.problemOf(seen);
    if (problem) throw new Error(`${seen.method} ${seen.path} → ${seen.status} is not as documented: ${problem}`);
  }

  /** What differs from the reference, or null. */
  problemOf({ method, path, status, type, body }: Seen): string | null {
    const [bare = ''] = path.split('?');
    const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
    const template = this.templates.find(
      (each) => each.pattern.test(bare) && this.document.paths[each.template]![verb],
    )?.template;
    if (!template) return status === 404 ? null : 'there is no such route';
    const pointer = `/paths/${escaped(template)}/${verb}/responses/${status}`;
    const { responses } = this.document.paths[template]![verb] as { responses: Record<string, Response> };
    const response = responses[String(status)];
    if (!response) return `no answer ${status}, only ${Object.keys(responses).join(', ')}`;
    if (method.toLowerCase() === 'head') return null;
    return this.problemOfBody({ response, pointer, type, body });
  }

  private problemOfBody({
    response,
    pointer,
    type,
    body,
  }: { response: Response; pointer: string } & Pick<Seen, 'type' | 'body'>) {
    const [at, { content }] = response.$ref ? this.resolved(response.$ref) : [pointer, response];
    const kind = type?.split(';')[0]?.trim() ?? '';
    if (!content) return body === '' || body === undefined ? null : 'it has a body, and none is documented';
    if (!content[kind]) return `content ${kind || '(none)'}, only ${Object.keys(content).join(', ')}`;
    return kind === 'application/json' ? this.problemOfJson(`${at}/content/${escaped(kind)}/schema`, body) : null;
  }

  /** Null when `value` satisfies the schema at this place of the document. */
  problemOfJson(pointer: string, value: unknown): string | null {
    const check = this.ajv.getSchema(`reference#${pointer}`) ?? this.ajv.compile({ $ref: `reference#${pointer}` });
    return check(value) ? null : this.ajv.errorsText(check.errors, { dataVar: 'body' });
  }

  private resolved($ref: string): [string, Response] {
    const pointer = $ref.slice(1);
    const parts = pointer.split('/').slice(1);
    return [pointer, parts.reduce<unknown>((node, part) => (node as Json)[part], this.document) as Response];
  }
}

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .replace(/\/$/, '')
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')}/?$`,
  );

/** Clients must bear new fields, so the reference leaves shapes open; here a field that nobody documented is a mistake. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const shape =
    copy.type === 'object' && typeof copy.properties === 'object' && copy.additionalProperties === undefined;
  return shape ? { ...copy, additionalProperties: false } : copy;
}
