import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { nextPage } from '../access/next-page.js';
import { parse } from '../contract/parsed.js';
import { AppError, failureOf } from '../errors/app-error.js';
import { STATUS_OF } from '../errors/status-of.js';
import { Accounts } from './accounts.service.js';
import { NewAccount, SignIn } from './auth.dto.js';
import type { Proven } from './credentials.js';
import { FormStrategy } from './form-strategy.js';
import { Sessions } from './sessions/sessions.service.js';
import { WebSessions } from './sessions/web-sessions.js';

/** Whatever is shown again is named here, so that no password ever is. */
const SHOWN_AGAIN = ['username', 'email', 'display_name', 'first_name', 'last_name'];

/** The same doors for a browser without script: a form comes in, a page goes out. */
@Injectable()
export class AccountForms {
  constructor(
    private readonly accounts: Accounts,
    private readonly strategy: FormStrategy,
    private readonly sessions: Sessions,
    private readonly web: WebSessions,
  ) {}

  register(request: Request, response: Response): Promise<void> {
    return this.answer(request, response, 'auth/sign-up', async () =>
      this.accounts.register(parse(NewAccount, request.body), request.ip),
    );
  }

  signIn(request: Request, response: Response): Promise<void> {
    return this.answer(request, response, 'auth/sign-in', async () => {
      parse(SignIn, request.body);
      return this.strategy.signIn(request, response);
    });
  }

  /** Signs the browser in as the person `find` proves, or shows the form again with what was wrong. */
  private async answer(request: Request, response: Response, view: string, find: () => Promise<Proven>): Promise<void> {
    try {
      await this.enter(request, await find());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return showAgain(request, response, view, error);
    }
    response.redirect(303, nextPage(fieldsOf(request).next));
  }

  private async enter(request: Request, proven: Proven): Promise<void> {
    if (request.actor && request.signed_in_by === 'session') await this.sessions.endCurrent(request.actor);
    const sessionId = await this.sessions.start(proven, 'web', request.get('user-agent'));
    await this.web.enter(request, proven.id, sessionId);
    request.signs_in = proven.id;
  }
}

function showAgain(request: Request, response: Response, view: string, error: AppError): void {
  const body = fieldsOf(request);
  const shown = SHOWN_AGAIN.filter((name) => typeof body[name] === 'string').map((name) => [name, body[name]]);
  const { detail, fields, retry_after } = failureOf(error);
  if (retry_after) response.set('Retry-After', String(Math.ceil(retry_after)));
  const next = body.next === undefined ? undefined : nextPage(body.next);
  response.status(STATUS_OF[error.code].http);
  response.render(view, { values: Object.fromEntries(shown), detail, fields, next });
}

const fieldsOf = (request: Request): Record<string, unknown> => (request.body as Record<string, unknown>) ?? {};
