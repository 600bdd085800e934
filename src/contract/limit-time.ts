import type { IncomingMessage, Server } from 'node:http';
import { isUpload } from './is-upload.js';

const SECOND = 1000;
const BODY_MS = 30 * SECOND;
/** A refused sender is read from for so long, so that it is still there to hear why. */
const LINGER_MS = 2 * SECOND;

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Slow requests end: a stranger who sends a byte a minute holds nothing. Node's own limit is one for the whole server and
 * would cut long uploads, so bodies have their deadline here.
 */
export function limitTime(server: Server): void {
  server.headersTimeout = 15 * SECOND;
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65 * SECOND;
  server.prependListener('request', (request, response) => {
    if (!hasBody(request)) return;
    const deadline = isUpload(request) ? undefined : setTimeout(() => refuse(server, request), BODY_MS).unref();
    if (deadline) deadlines.set(request, deadline);
    request.once('close', () => clearTimeout(deadline));
    response.once('finish', () => {
      if (!request.complete) hangUpSoon(request);
    });
  });
}

/** Its body may come for as long as it wants: whoever sends it is known. */
export const withoutDeadline = (request: IncomingMessage): void => clearTimeout(deadlines.get(request));

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Answered like what Node itself finds too slow. */
function refuse(server: Server, { complete, socket }: IncomingMessage): void {
  if (complete) return;
  server.emit(
    'clientError',
    Object.assign(new Error('The body is late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
    socket,
  );
}

function hangUpSoon(request: IncomingMessage): void {
  const late = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(late));
}
