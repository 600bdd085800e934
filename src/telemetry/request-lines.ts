import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { Sampler } from './sampler.js';

declare global {
  namespace Express {
    interface Request {
      /** In every log line of this request, and in the answer's `X-Request-Id`. */
      request_id?: string;
      /** Whom a request without an actor signs in, for the log. */
      signs_in?: number;
    }
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** What comes every few seconds for ever, or by the dozen with each page. */
const QUIET = /^\/(?:health\/|metrics|static$)/;
/** Who came from where to get in, who was kept from what, and who decided about it. */
const ENTRANCES =
  /^\/(?:user\/(?:login|logout|register|me\/(?:password|sessions))|api\/token|group-join|(?:group\/:groupId|server\/:serverId)\/(?:bans|code|join|members|membership|requests))/;
const REFUSALS = [401, 403, 429];

const PROCESS_ID = randomBytes(6).toString('base64url');
let counted = 0;

/**
 * Numbers, counts and logs each request: method, route pattern, status, time, who. Never a path or query as it was sent
 * (they hold tokens and codes), a header or a body.
 */
export function requestLines(log: Log, metrics: Metrics): RequestHandler {
  const sampler = new Sampler();
  return (request, response, next) => {
    const began = performance.now();
    request.request_id = `${PROCESS_ID}-${(++counted).toString(36)}`;
    response.setHeader('X-Request-Id', request.request_id);
    response.once('close', () => {
      const ms = performance.now() - began;
      const route = routeOf(request, response);
      count(metrics, { request, response, route, ms });
      const held = response.statusCode >= 400 ? sampler.heldBefore(`${response.statusCode} ${route}`) : 0;
      if (held !== null) log[levelOf(response, route)](lineOf({ request, response, route, ms, held }), 'request');
    });
    next();
  };
}

interface Answered {
  request: Request;
  response: Response;
  route: string;
  ms: number;
}

function count(metrics: Metrics, { request, response, route, ms }: Answered): void {
  const method = METHODS.includes(request.method) ? request.method : 'other';
  metrics.requests.inc({ method, route, status: response.statusCode });
  metrics.requestSeconds.observe({ method, route }, ms / 1000);
}

function lineOf({ request, response, route, ms, held }: Answered & { held: number }): Record<string, unknown> {
  const { actor, method, request_id } = request;
  const user_id = actor?.id ?? request.signs_in;
  const status = response.statusCode;
  return {
    method,
    route,
    status,
    ms: Math.round(ms * 10) / 10,
    request_id,
    ...(user_id && { user_id }),
    ...((REFUSALS.includes(status) || ENTRANCES.test(route)) && { ip: request.ip }),
    ...(!response.writableFinished && { cut_off: true }),
    ...(held && { not_shown: held }),
  };
}

function levelOf({ statusCode }: Response, route: string): 'debug' | 'info' | 'warn' {
  if (statusCode >= 500) return 'warn';
  return QUIET.test(route) ? 'debug' : 'info';
}

/** The pattern, such as `/chat/:chatId`: as many of them as there are routes, whatever callers ask for. */
function routeOf(request: Request, response: Response): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (typeof path === 'string') return path;
  return response.statusCode < 400 ? 'static' : 'none';
}
