import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What is still under way when the server closes may take so long. */
const LAST_ANSWERS_MS = 3000;

/**
 * A server that closes ends its connections. Node ends those that are idle at that moment, and waits for all others: for
 * one whose last answer is under way it waits until the client hangs up, and for one that never asked anything for ever.
 */
export function endConnections(server: Server, lastAnswersMs = LAST_ANSWERS_MS): void {
  /** With the last answer that each has asked for. */
  const connections = new Map<Socket, ServerResponse | undefined>();
  const forget = function (this: Socket): void {
    connections.delete(this);
  };
  let closing = false;

  server.prependListener('connection', (socket: Socket) => {
    connections.set(socket, undefined);
    socket.on('close', forget);
  });
  server.prependListener('upgrade', ({ socket }) => {
    connections.delete(socket);
    socket.off('close', forget);
  });
  server.prependListener('request', ({ socket }, response) => {
    if (connections.has(socket)) connections.set(socket, response);
    response.once('finish', () => closing && socket.destroySoon());
    if (closing) sayThatItIsTheLast(response);
  });

  const close = server.close.bind(server);
  server.close = (closed) => {
    closing = true;
    close(closed);
    for (const [socket, response] of connections) {
      if (response) sayThatItIsTheLast(response);
      else socket.destroy();
    }
    setTimeout(() => server.closeAllConnections(), lastAnswersMs).unref();
    return server;
  };
}

function sayThatItIsTheLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
