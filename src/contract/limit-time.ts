import type { IncomingMessage, Server } from 'node:http';
import { isUpload, passesFile } from './is-upload.js';

const SECOND = 1000;
/** Together well below 20 s, after which nobody who is slow on purpose holds anything any more: 3 s more were seen. */
const SLOWEST = {
  headersMs: 14 * SECOND,
  bodyMs: 14 * SECOND,
  answerMs: 15 * SECOND,
  lookMs: 2 * SECOND,
  lingerMs: 2 * SECOND,
};

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout[]>();

/**
 * Slow requests end: a stranger who sends a byte a minute, or reads one, holds nothing. Node's own limit is one for the whole
 * server and would cut long uploads, so bodies and answers have their deadlines here. What the system's buffers take over
 * counts as read, so an answer of a megabyte reaches slow people too.
 */
export function limitTime(server: Server, { headersMs, bodyMs, answerMs, lookMs, lingerMs } = SLOWEST): void {
  server.headersTimeout = headersMs;
  // How often Node looks for late headers. It is read when the server begins to listen, and is 30 s by default.
  (server as Server & { connectionsCheckingInterval: number }).connectionsCheckingInterval = lookMs;
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65 * SECOND;
  server.prependListener('request', (request, response) => {
    const own: NodeJS.Timeout[] = [];
    deadlines.set(request, own);
    if (!passesFile(request)) {
      // Reset, or the system would keep what nobody reads.
      const unread = setTimeout(() => request.socket.resetAndDestroy(), answerMs).unref();
      response.once('close', () => clearTimeout(unread));
      own.push(unread);
    }
    if (!hasBody(request)) return;
    const late = isUpload(request) ? undefined : setTimeout(() => refuse(server, request), bodyMs).unref();
    if (late) own.push(late);
    request.once('close', () => clearTimeout(late));
    response.once('finish', () => {
      if (!request.complete) readOn(request, lingerMs, answerMs);
    });
  });
}

/** Its body and its answer may take as long as they want: whoever asks is known. */
export const withoutDeadline = (request: IncomingMessage): void => deadlines.get(request)?.forEach(clearTimeout);

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

/**
 * Who was answered before all of its body was here goes on being read from, as long as some of it comes every `lingerMs`:
 * it is still to hear why, and may have its next request behind what is left.
 */
function readOn(request: IncomingMessage, lingerMs: number, mostMs: number): void {
  const { socket } = request;
  const end = performance.now() + mostMs;
  let read = socket.bytesRead;
  const look = () => {
    const isQuiet = socket.bytesRead === read;
    read = socket.bytesRead;
    if (!request.complete && (isQuiet || performance.now() > end)) socket.destroy();
  };
  // After a turn of the event loop: where the server itself stood still, what has come meanwhile is read first.
  const looking = setInterval(() => setImmediate(look), lingerMs).unref();
  request.once('close', () => clearInterval(looking));
}
