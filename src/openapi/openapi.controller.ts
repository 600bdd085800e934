import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CsrfTokens } from '../access/csrf-tokens.js';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Documented } from '../contract/documented.js';
import { notFound } from '../errors/app-error.js';
import { ApiReference } from './api-reference.js';
import type { OpenApiDocument } from './document.js';
import { DOCS_FILES, DOCS_POLICY, docsPage, startScript } from './docs-page.js';

const TAG = 'Reference';
const FILES = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
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
        schema: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
        example: { openapi: '3.1.0', info: { title: 'Parley', version: '1.0.0' }, paths: {} },
      },
    },
  })
  document(): OpenApiDocument {
    return this.reference.document;
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
