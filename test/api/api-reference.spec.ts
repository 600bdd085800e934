import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Response } from 'express';
import { ApiReference } from '../../src/openapi/api-reference.js';
import type { OpenApiDocument } from '../../src/openapi/document.js';
import { routesOf } from '../../src/openapi/routes.js';
import { CLIENT_EVENTS, SERVER_EVENTS } from '../../src/openapi/event-examples.js';
import { CLIENT_FRAMES, SERVER_FRAMES } from '../../src/openapi/frame-examples.js';
import { CLOSE } from '../../src/shared/frames.js';
import { type BareApp, bareApp } from '../support/bare-app.js';
import { closed, Conforming } from '../support/conforming.js';

type Content = Record<string, { schema?: unknown; examples?: Record<string, { value: unknown }> }>;
type Operation = {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};

const JSON_TYPE = 'application/json';
const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

describe('the API reference', () => {
  let server: BareApp;
  let document: OpenApiDocument;
  let conforming: Conforming;
  beforeAll(async () => {
    server = await bareApp();
    document = server.app.get(ApiReference).document;
    // Here, and for all tests here only, the document's own schemas must be well-formed.
    const ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    ajv.addSchema(closed(document) as object, 'reference');
    conforming = new Conforming(document, ajv);
  });
  afterAll(() => server.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        pointer: `/paths/${escaped(path)}/${method}`,
        operation: operation as Operation,
      })),
    );
  const contents = () =>
    operations().flatMap(({ pointer, operation: { requestBody, responses } }) => [
      ...(requestBody ? [{ pointer: `${pointer}/requestBody`, content: requestBody.content }] : []),
      ...Object.entries(responses).flatMap(([status, { content }]) =>
        content ? [{ pointer: `${pointer}/responses/${status}`, content }] : [],
      ),
    ]);

  it('is served as OpenAPI 3.1, to anyone', async () => {
    const response = await fetch(`${server.url}/openapi.json`);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Parley' } });
  });

  it.each(['/openapi.json', '/api/schema', '/api/schema?format=yaml'])(
    '%s is written once, however often strangers ask for it',
    async (path) => {
      const ask = async () => (await fetch(server.url + path)).text();
      const first = await ask();
      const written = jest.spyOn(JSON, 'stringify');

      const again = await Promise.all(Array.from({ length: 20 }, ask));
      const times = written.mock.calls.filter(([value]) => value === document || value === document.openapi).length;
      written.mockRestore();

      expect(times).toBe(0);
      expect(new Set([first, ...again]).size).toBe(1);
    },
  );

  it('has every route of the code, each with a summary, a place and what it answers', () => {
    const routes = routesOf(server.app);

    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ about }) => !about).map(({ name }) => name)).toEqual([]);
    expect(operations()).toHaveLength(routes.length);
    for (const { pointer, operation } of operations()) {
      const succeeds = Object.keys(operation.responses).some((status) => /^[23]/.test(status));
      expect([pointer, operation.summary, operation.tags, succeeds]).toEqual([
        pointer,
        expect.stringMatching(/\S/),
        [expect.stringMatching(/\S/)],
        true,
      ]);
    }
    expect(new Set(operations().map(({ operation }) => operation.operationId)).size).toBe(routes.length);
  });

  it('says of every route whether one must be signed in', () => {
    for (const { name, path, method, open } of routesOf(server.app)) {
      const { security, responses } = document.paths[path]![method] as Operation;

      expect([name, security?.length]).toEqual([name, open ? 0 : 2]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['429', '500', '503', ...(open ? [] : ['401'])]));
    }
  });

  it('has an example for every body and every answer in JSON, and each satisfies its schema', () => {
    let checked = 0;
    for (const { pointer, content } of contents()) {
      const body = pointer.endsWith('/requestBody');
      const [type, { schema, examples }] = Object.entries(content).find(([name]) => body || name === JSON_TYPE) ?? [
        '',
        {},
      ];
      if (!schema) continue;
      const at = `${pointer}/content/${escaped(type)}/schema`;
      const found = Object.values(examples ?? {});
      expect([pointer, found.length > 0]).toEqual([pointer, true]);
      for (const { value } of found) expect([pointer, conforming.problemOfJson(at, value)]).toEqual([pointer, null]);
      checked += found.length;
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('names shared shapes once and refers to nothing that is missing', () => {
    const refs = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    const known = new Set(
      Object.entries(document.components).flatMap(([kind, all]) =>
        Object.keys(all).map((name) => `"$ref":"#/components/${kind}/${name}"`),
      ),
    );

    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
  });

  it('shows every frame and event with an example that satisfies its schema', () => {
    const says = String(document.info.description);
    const frames = [
      ...Object.values(CLIENT_FRAMES).map(({ example }) => ['ClientFrame', example] as const),
      ...Object.values(SERVER_FRAMES).map(({ example }) => ['ServerFrame', example] as const),
    ];

    for (const [name, example] of frames) {
      expect([example, conforming.problemOfJson(`/components/schemas/${name}`, example)]).toEqual([example, null]);
    }
    for (const name of [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)])
      expect(says).toContain(`\`${name}\``);
    for (const code of Object.values(CLOSE)) expect(says).toContain(`| ${code} |`);
  });

  it('holds an answer that nobody documented for a mistake', () => {
    const answer = { method: 'GET', path: '/health/live', status: 200, type: 'application/json; charset=utf-8' };

    expect(conforming.problemOf({ ...answer, body: { status: 'live' } })).toBeNull();
    expect(conforming.problemOf({ ...answer, path: '/health/live/?x=1', body: { status: 'live' } })).toBeNull();
    expect(conforming.problemOf({ ...answer, body: { status: 'live', secret: 1 } })).toContain('additional');
    expect(conforming.problemOf({ ...answer, body: {} })).toContain('status');
    expect(conforming.problemOf({ ...answer, status: 418, body: {} })).toContain('no answer 418');
    expect(conforming.problemOf({ ...answer, type: 'text/html', body: '' })).toContain('text/html');
    expect(conforming.problemOf({ ...answer, path: '/nowhere', body: {} })).toContain('no such route');
  });

  it('is held against every answer that a test of the API sees', async () => {
    const other = await bareApp({}, (app) =>
      app.use('/made-up', (_: unknown, response: Response) => response.json({})),
    );
    await (await fetch(`${other.url}/made-up`)).text();

    await expect(other.close()).rejects.toThrow('GET /made-up → 200: there is no such route');
  });

  it('is a page that needs nothing from elsewhere and no script of its own in it', async () => {
    const page = await fetch(`${server.url}/docs/`);
    const html = await page.text();

    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(html).not.toMatch(/<script(?! src="\/docs\/)|<style|\son\w+=|https?:/);
    for (const [, file] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const answer = await fetch(server.url + file!);
      expect([file, answer.status, (await answer.arrayBuffer()).byteLength > 100]).toEqual([file, 200, true]);
    }
  });

  it.each(['/docs/package.json', '/docs/index.html', '/docs/..%2f..%2fpackage.json', '/api-docs'])(
    'serves no %s',
    async (path) => {
      const answer = await fetch(server.url + path);

      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('There is n')]);
    },
  );
});
