import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { Authenticator } from './authenticator.js';
import { LastActive } from './sessions/last-active.js';
import { WebSessions } from './sessions/web-sessions.js';

/** What is asked by machines, often, and must be answered while the database is away. */
const ASKED_BY_NOBODY = /^\/(?:health|metrics)(?:\/|$)/;

/**
 * From here on every request knows its caller: `request.actor` and `request.signed_in_by`. To be installed after the
 * parsers of bodies, because a request has arrived when all of it is here, and before the views and routes.
 */
export function installAuth(app: NestExpressApplication): void {
  const web = app.get(WebSessions);
  app.use(unlessMachine(arrive), unlessMachine(web.middleware));
  app.use(unlessMachine(identify(app.get(Authenticator), web, app.get(LastActive))));
}

const unlessMachine =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    ASKED_BY_NOBODY.test(request.path) ? next() : handler(request, response, next);

const arrive: RequestHandler = (request, _response, next) => {
  request.arrived_at = performance.now();
  next();
};

/** What fails here goes on to the error filter: Express waits for the promise. */
function identify(authenticator: Authenticator, web: WebSessions, lastActive: LastActive): RequestHandler {
  return async (request, response, next) => {
    const identity = await authenticator.ofRequest(request);
    if (request.session?.session_id && identity?.by !== 'session') await web.leave(request, response);
    if (identity) {
      request.actor = identity.actor;
      request.signed_in_by = identity.by;
      lastActive.touch(identity.actor.session_id);
    }
    next();
  };
}
