import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { wantsPage } from '../contract/wants-page.js';
import { SampledLogger } from '../telemetry/sampled-logger.js';
import { AppError } from './app-error.js';
import { isOutage } from './outage.js';
import { type Answer, answerTo, isUnrouted } from './platform-failure.js';

/** Turns every error of an HTTP request into an answer: JSON of one shape, or a page for people. Sockets have filters of their own. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');
  private readonly outages = new SampledLogger('Http');
  /** What is being rendered: if that fails too, it is said in plain text. */
  private readonly rendered = new WeakMap<Response, Answer>();

  /** `signInPage` says where somebody signs in who wants to see a path afterwards. */
  constructor(private readonly signInPage: (path: string) => string) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const answer = answerTo(error);
    this.record(error, answer, request);
    // Half an answer cannot be taken back; cutting it off keeps it from being taken for a whole one.
    if (response.headersSent) return void response.destroy();
    for (const name of ABOUT_THE_CONTENT) response.removeHeader(name);
    const first = this.rendered.get(response);
    if (first) return void response.status(first.statusCode).type('text/plain').send(first.detail);
    this.send({ request, response, answer, page: wantsPage(request) || (isUnrouted(error) && prefersHtml(request)) });
  }

  private send({ request, response, answer, page }: Reply): void {
    response.status(answer.statusCode).set(headersOf(answer));
    if (!page) return void response.json(answer);
    if (answer.statusCode === 401) {
      const wanted = request.method === 'GET' ? request.originalUrl : '/';
      return response.redirect(303, this.signInPage(wanted));
    }
    this.rendered.set(response, answer);
    response.render(answer.statusCode === 404 ? 'errors/not-found' : 'errors/failed', { ...answer });
  }

  private record(error: unknown, { statusCode }: Answer, { request_id, actor }: Request): void {
    if (statusCode < 500) return;
    const about = { err: error, request_id, ...(actor && { user_id: actor.id }) };
    if (isOutage(error)) return this.outages.warn('The database is not available', about);
    if (!(error instanceof AppError)) this.logger.error(about, 'A request failed');
  }
}

/** Set for an answer that did not come about; the failure has content of its own. */
const ABOUT_THE_CONTENT = [
  'Content-Type',
  'Content-Length',
  'Content-Disposition',
  'Content-Range',
  'ETag',
  'Last-Modified',
];

interface Reply {
  request: Request;
  response: Response;
  answer: Answer;
  page: boolean;
}

const prefersHtml = (request: Request) => request.accepts(['json', 'html']) === 'html';

function headersOf({ statusCode, retry_after }: Answer): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    ...(statusCode === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(retry_after !== undefined && { 'Retry-After': String(Math.ceil(retry_after)) }),
  };
}
