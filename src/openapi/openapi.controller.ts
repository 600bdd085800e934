import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CsrfTokens } from '../access/csrf-tokens.js';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Documented } from '../contract/documented.js';
import { parsed } from '../contract/parsed.js';
import { notFound } from '../errors/app-error.js';
import { ApiReference } from './api-reference.js';
import { DOCS_FILES, DOCS_POLICY, docsPage, startScript } from './docs-page.js';

const TAG = 'Reference';
const FILES = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const YAML_TYPES = ['application/yaml', 'application/vnd.oai.openapi'];
const SchemaQuery = z.object({
  format: z.enum(['json', 'yaml'], { error: 'format must be json or yaml.' }).optional(),
});
const DOCUMENT = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });
const EXAMPLE = { openapi: '3.1.0', info: { title: 'Parley', version: '1.0.0' }, paths: {} };
const DAY = 86_400_000;

@Controller()
@OpenToAll()
export class OpenApiController {
  constructor(
    private readonly reference: ApiReference,
    private readonly csrf: CsrfTokens,
  ) {}

  @Get('openapi.json')
  @Documented({
    tag: TAG,
    summary: 'This reference as OpenAPI',
    answers: {
      200: {
        description: 'An OpenAPI 3.1 document.',
        schema: DOCUMENT,
        example: EXAMPLE,
      },
    },
  })
  document(@Res() response: Response): void {
    response.type('json').send(this.reference.json);
  }

  @Get('api/schema')
  @Documented({
    tag: TAG,
    summary: 'The same, where clients of other systems look for it',
    description: 'As YAML with `?format=yaml`, or where `Accept` asks for it first.',
    query: SchemaQuery,
    answers: {
      200: {
        description: 'An OpenAPI 3.1 document.',
        schema: DOCUMENT,
        example: EXAMPLE,
        type: 'application/yaml',
      },
    },
  })
  schema(
    @Query(parsed(SchemaQuery)) { format }: z.output<typeof SchemaQuery>,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const wanted = format ?? (request.accepts(['json', ...YAML_TYPES]) === 'json' ? 'json' : 'yaml');
    if (wanted === 'json') response.type('json').send(this.reference.json);
    else response.type('application/yaml; charset=utf-8').send(this.reference.yaml);
  }

  @Get('docs')
  @Header('Content-Security-Policy', DOCS_POLICY)
  @Documented({
    tag: TAG,
    summary: 'This reference as a page',
    description: 'Requests can be tried out there.',
    answers: { 200: { description: 'The page.', type: 'text/html' } },
  })
  page(@Req() request: Request, @Res({ passthrough: true }) response: Response): string {
    response.type('html');
    return docsPage(this.csrf.tokenFor(request, response));
  }

  @Get('api/docs')
  @Header('Content-Security-Policy', DOCS_POLICY)
  @Documented({
    tag: TAG,
    summary: 'The same page, where clients of other systems look for it',
    answers: { 200: { description: 'The page.', type: 'text/html' } },
  })
  pageForOthers(@Req() request: Request, @Res({ passthrough: true }) response: Response): string {
    return this.page(request, response);
  }

  @Get('docs/:file')
  @Documented({
    tag: TAG,
    summary: 'A file of that page',
    params: { file: 'Its name.' },
    answers: {
      200: { description: 'The file.', type: ['text/css', 'text/javascript', 'image/png'] },
      304: { description: 'It has not changed.' },
    },
  })
  file(@Param('file') name: string, @Res() response: Response): void {
    response.setHeader('Cache-Control', 'public, max-age=3600');
    if (name === 'start.js') return void response.type('text/javascript').send(startScript);
    if (!DOCS_FILES.includes(name)) throw notFound('file');
    response.sendFile(name, { root: FILES, maxAge: DAY });
  }
}
