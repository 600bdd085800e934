import { createHash } from 'node:crypto';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';

export const REVALIDATED = 'parley:revalidated';

/**
 * Lets a client keep the answer and ask whether it is still so: `ETag` over the bytes, 304 without a body to the
 * `If-None-Match` that has it (RFC 9110, sections 8.8.3 and 13.1.2). Nobody on the way may keep it, and it is never used unasked.
 */
export const Revalidated = (): MethodDecorator =>
  applyDecorators(SetMetadata(REVALIDATED, true), UseInterceptors(new Fingerprint()));

class Fingerprint implements NestInterceptor<object, string | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<string | undefined> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    return next.handle().pipe(
      map((body) => {
        const text = JSON.stringify(body);
        const etag = fingerprintOf(text);
        response.set('Cache-Control', 'private, no-cache').set('ETag', etag).type('json');
        if (!has(request, etag)) return text;
        response.status(304).removeHeader('Content-Type');
        return undefined;
      }),
    );
  }
}

/** Not by Express's own rule: a script that names the ETag itself sends `Cache-Control: no-cache` along (Fetch, section 4.5). */
const has = ({ headers }: Request, etag: string) =>
  headers['if-none-match']?.split(',').some((one) => one.trim() === etag || one.trim() === etag.slice(2)) ?? false;

/** Weak, because a proxy may compress what it passes on. */
const fingerprintOf = (text: string) => `W/"${createHash('sha1').update(text).digest('base64url')}"`;
