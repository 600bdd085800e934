import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

const ABOUT_UPGRADING = new Set(['upgrade', 'http2-settings']);

/**
 * Gives a request that asks for another protocol back to the server, as one that does not ask. Java's HttpClient and
 * `curl --http2` offer h2c with every plain request; a server may ignore that, but Node, once anybody listens to
 * `upgrade`, answers none of them.
 */
export function serveWithoutUpgrade(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name, value] = [request.rawHeaders[at]!, request.rawHeaders[at + 1]!];
    if (/^connection$/i.test(name)) lines.push(`${name}: ${closes(value) ? 'close' : 'keep-alive'}`);
    else if (!ABOUT_UPGRADING.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

export const isWebSocket = ({ headers }: IncomingMessage): boolean => /\bwebsocket\b/i.test(headers.upgrade ?? '');

const closes = (connection: string): boolean => /(?:^|,) *close *(?:,|$)/i.test(connection);
