import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Config } from '../config/config.js';
import { isUpload } from '../contract/is-upload.js';
import { isForm } from '../contract/wants-page.js';
import { forbidden } from '../errors/app-error.js';
import { hasDoubledCookie } from './cookies.js';
import { CsrfTokens } from './csrf-tokens.js';
import { CSRF_CHECK, type CsrfCheck } from './csrf.decorator.js';
import { type Sender, senderOf } from './sender.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const FOREIGN = 'do this from another site';

/** Whoever is known by what a browser sends by itself must prove that the request was meant. */
@Injectable()
export class CsrfGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: CsrfTokens,
    private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    // The header counts only where it did sign the caller in: garbage in it must not switch the check off.
    if (SAFE.includes(request.method) || request.signed_in_by === 'bearer') return true;
    const check = this.reflector.getAllAndOverride<CsrfCheck>(CSRF_CHECK, [context.getHandler(), context.getClass()]);
    this.check(request, check);
    return true;
  }

  private check(request: Request, check: CsrfCheck | undefined): void {
    if (!request.headers.cookie && !isForm(request)) return;
    const sender = senderOf(request, this.config);
    if (sender === 'foreign' || hasDoubledCookie(request, this.config)) throw forbidden(FOREIGN);
    if (check === 'origin') return demandJson(request, sender);
    if (check === 'handler') return;
    if (request.actor && !isUpload(request)) demandReadable(request);
    if (request.actor || isForm(request)) this.tokens.demand(request);
  }
}

/** Another site's page can send neither JSON nor a readable `Origin` of ours. */
function demandJson(request: Request, sender: Sender): void {
  const empty = !request.headers['content-type'] && !isForm(request);
  if (sender === 'opaque' || !(empty || request.is('json'))) throw forbidden(FOREIGN);
}

/** What any page may send anywhere without asking first, and what our routes never read, is refused outright. */
function demandReadable(request: Request): void {
  if (request.is(['multipart', 'text/plain'])) throw forbidden('send this kind of content here');
}
