import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { ApiReference } from '../../src/openapi/api-reference.js';
import type { OpenApiDocument } from '../../src/openapi/document.js';
import { ANSWERS_AS } from '../../src/transfers/elsewhere/instance-words.js';

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

/** See kept-reference.mjs. */
const { keptReference } = globalThis as unknown as {
  keptReference: (document: string, schemasOf: () => string) => Ajv2020;
};

/** Holds answers against the API reference: finds statuses, kinds of content and fields that are not in it. */
export class Conforming {
  private readonly templates: { template: string; pattern: RegExp }[];

  /** `ajv` knows the schemas as `reference`. */
  constructor(
    private readonly document: OpenApiDocument,
    private readonly ajv: Ajv2020,
  ) {
    this.templates = Object.keys(document.paths)
      .toSorted((one, other) => one.split('{').length - other.split('{').length)
      .map((template) => ({ template, pattern: patternOf(template) }));
  }

  static to(app: INestApplication): Conforming {
    const { document } = app.get(ApiReference);
    const ajv = keptReference(JSON.stringify(document), () => JSON.stringify(closed(document)));
    return new Conforming(document, ajv);
  }

  /** Holds every answer of a running app; returns a list that fills with what was not as documented. */
  static watch(app: INestApplication): string[] {
    const problems: string[] = [];
    let conforming: Conforming | undefined;
    (app.getHttpServer() as Server).prependListener('request', (request, response) => {
      listen(request, response, (seen) => {
        conforming ??= Conforming.to(app);
        const problem = conforming.problemOf(seen);
        if (problem) problems.push(`${seen.method} ${seen.path} → ${seen.status}: ${problem}`);
      });
    });
    return problems;
  }

  /** What differs from the reference, or null. */
  problemOf({ method, path, status, type, body }: Seen): string | null {
    const [bare = ''] = path.split('?');
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const template = this.templates.find(
      (each) => each.pattern.test(bare) && this.document.paths[each.template]![verb],
    )?.template;
    if (!template) return this.problemOfUnrouted(status, body);
    const pointer = `/paths/${escaped(template)}/${verb}/responses/${status}`;
    const { responses } = this.document.paths[template]![verb] as { responses: Record<string, Response> };
    const response = responses[String(status)];
    if (!response) return `no answer ${status}, only ${Object.keys(responses).join(', ')}`;
    if (method === 'HEAD' || MOVED.includes(status)) return null;
    return this.problemOfBody({ response, pointer, type, body });
  }

  private problemOfUnrouted(status: number, body: unknown): string | null {
    if (status < 400) return 'there is no such route';
    return typeof body === 'object' ? this.problemOfJson('/components/schemas/Failure', body) : null;
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
    if (!content[kind] && !content[kind.replace(/[^/]+$/, '*')])
      return `content ${kind || '(none)'}, only ${Object.keys(content).join(', ')}`;
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

/** What Express says in these is for eyes that cannot follow. */
const MOVED = [302, 303, 304];

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .replace(/\/$/, '')
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')}/?$`,
  );

/** Clients must bear new fields, so the reference leaves shapes open; here a field that nobody documented is a mistake. */
export function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const shape =
    copy.type === 'object' && typeof copy.properties === 'object' && copy.additionalProperties === undefined;
  return shape ? { ...copy, additionalProperties: false } : copy;
}

/** Longer ones are files, of whose bytes the reference says nothing. */
const LONGEST = 4 * 2 ** 20;

/** Reads an answer as it leaves, whoever asked and whatever answered. */
function listen(request: IncomingMessage, response: ServerResponse, then: (seen: Seen) => void): void {
  const chunks: Buffer[] = [];
  const { method = '', url: path = '' } = request;
  let kept = 0;
  const keep = (chunk: unknown) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    if (kept > LONGEST || response.hasHeader(ANSWERS_AS)) return;
    kept += chunk.length;
    chunks.push(Buffer.from(chunk as string));
  };
  const { write, end } = response;
  response.write = ((...args: Parameters<typeof write>) => {
    keep(args[0]);
    return write.apply(response, args);
  }) as typeof write;
  response.end = ((...args: Parameters<typeof end>) => {
    keep(args[0]);
    return end.apply(response, args);
  }) as typeof end;
  response.once('finish', () => {
    if (isStatic(response) || response.hasHeader(ANSWERS_AS) || method === 'OPTIONS') return;
    const type = response.getHeader('content-type');
    const text = Buffer.concat(chunks).toString();
    const json = typeof type === 'string' && type.startsWith('application/json');
    then({
      method,
      path,
      status: response.statusCode,
      type: type ? String(type) : null,
      body: json && text ? JSON.parse(text) : text,
    });
  });
}

/** Files of pages are no part of the reference. */
const isStatic = (response: ServerResponse) =>
  [200, 304].includes(response.statusCode) && String(response.getHeader('cache-control')).startsWith('public');
