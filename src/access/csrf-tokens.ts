import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Config } from '../config/config.js';
import { forbidden } from '../errors/app-error.js';
import { cookieName, cookieOf, cookieOptions } from './cookies.js';

const VISITOR = /^[A-Za-z0-9_-]{24}$/;
const TOKEN = /^([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

/**
 * The proof that a form or request comes from a page of ours: a MAC over the device that is signed in, or over the cookie
 * of a visitor. It ends with what it is bound to and nothing is stored for it.
 */
@Injectable()
export class CsrfTokens {
  private readonly key: Buffer;
  private readonly visitors = new WeakMap<Request, string>();

  constructor(private readonly config: Config) {
    this.key = createHmac('sha256', config.sessionSecret).update('parley csrf tokens').digest();
  }

  /** The token for the page that answers this request. A visitor gets the cookie that it is bound to. */
  tokenFor(request: Request, response: Response): string {
    const binding = request.actor ? deviceOf(request.actor.session_id) : this.visitorOf(request, response);
    return this.tokenOf(binding);
  }

  /** The token of a device whose cookies are being set by this very answer. */
  tokenOfDevice = (sessionId: number): string => this.tokenOf(deviceOf(sessionId));

  /** Throws `forbidden` without the right token: in the header, in the field `_csrf`, or given by whoever read the body. */
  demand(request: Request, given: unknown = request.get('x-csrf-token') || fieldOf(request)): void {
    const visitor = cookieOf(request, 'visitor', this.config);
    const binding = request.actor ? deviceOf(request.actor.session_id) : visitor && `visitor ${visitor}`;
    if (binding && typeof given === 'string' && this.isTokenOf(binding, given)) return;
    throw forbidden('send this without its security token. Reload the page and try again');
  }

  private visitorOf(request: Request, response: Response): string {
    const known = this.visitors.get(request) ?? cookieOf(request, 'visitor', this.config);
    if (known && VISITOR.test(known)) return `visitor ${known}`;
    const visitor = randomBytes(18).toString('base64url');
    this.visitors.set(request, visitor);
    response.cookie(cookieName('visitor', this.config), visitor, cookieOptions('visitor', this.config));
    return `visitor ${visitor}`;
  }

  private tokenOf(binding: string): string {
    const salt = randomBytes(12).toString('base64url');
    return `${salt}.${this.macOf(binding, salt)}`;
  }

  private isTokenOf(binding: string, token: string): boolean {
    const [, salt, mac] = TOKEN.exec(token) ?? [];
    return Boolean(salt && mac && timingSafeEqual(Buffer.from(mac), Buffer.from(this.macOf(binding, salt))));
  }

  private macOf(binding: string, salt: string): string {
    return createHmac('sha256', this.key).update(`${salt} ${binding}`).digest('base64url');
  }
}

const deviceOf = (sessionId: number) => `device ${sessionId}`;

const fieldOf = ({ body }: Request): unknown => (body as { _csrf?: unknown } | undefined)?._csrf;
