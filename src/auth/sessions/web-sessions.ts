import { type IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { DataSource } from 'typeorm';
import { cookieName, cookieOptions } from '../../access/cookies.js';
import { Redis } from '../../cluster/redis.js';
import { Config } from '../../config/config.js';
import { bearerOf } from '../bearer.js';
import { type OpenStore, postgresStore, redisStore } from './session-store.js';

declare module 'express-session' {
  interface SessionData {
    user_id: number;
    session_id: number;
  }
}

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** The sessions of browsers: a cookie that names a record of whose device this is. Visitors have none. */
@Injectable()
export class WebSessions implements OnApplicationShutdown {
  private readonly opened: OpenStore;
  private readonly load: RequestHandler;

  constructor(
    private readonly config: Config,
    database: DataSource,
    redis: Redis,
  ) {
    this.opened = redis.client ? redisStore(redis, redis.client) : postgresStore(database);
    this.load = session({
      name: cookieName('session', config),
      secret: config.sessionSecret,
      store: this.opened.store,
      resave: false,
      saveUninitialized: false,
      rolling: false,
      cookie: { ...cookieOptions('session', config), maxAge: MONTH_MS },
    });
  }

  /** Loads the session of a request. One that comes with a Bearer token has none to load. */
  readonly middleware: RequestHandler = (request, response, next) => {
    if (bearerOf(request) !== null) return next();
    // PUBLIC_URL says that people come by https; a proxy that does not say so must not cost them their cookies.
    if (this.config.secureCookies) Object.defineProperty(request, 'secure', { value: true, configurable: true });
    this.load(request, response, next);
  };

  /** The same for an upgrade, which has no response to set a cookie on. */
  async attach(request: IncomingMessage): Promise<void> {
    const nowhere = new ServerResponse(request) as unknown as Response;
    await promisify(this.load)(request as Request, nowhere);
  }

  /** Makes this browser the device `sessionId`. The cookie is a new one: what it was before was known to others perhaps. */
  async enter(request: Request, userId: number, sessionId: number): Promise<void> {
    if (!request.session) await promisify(this.load)(request, request.res!);
    await promisify(request.session.regenerate.bind(request.session))();
    request.session.user_id = userId;
    request.session.session_id = sessionId;
    await promisify(request.session.save.bind(request.session))();
  }

  /** Forgets this browser, here and, as far as one can ask, there. */
  async leave(request: Request, response: Response): Promise<void> {
    if (request.session) await promisify(request.session.destroy.bind(request.session))();
    response.clearCookie(cookieName('session', this.config), cookieOptions('session', this.config));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened.close();
  }
}
