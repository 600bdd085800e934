import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { limitTime } from '../../src/contract/limit-time.js';
import { answerMalformedHttp } from '../../src/errors/malformed-http.js';

const SOON = { headersMs: 300, bodyMs: 300, lookMs: 100 };
const HALF_A_HEADER = 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a';
const HALF_A_BODY = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"a":';

describe('requests that come a byte at a time', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  it.each([
    ['headers', HALF_A_HEADER],
    ['a body', HALF_A_BODY],
  ])('%s: end with 408, fifty of them, however many bytes still come', async (_what, text) => {
    const port = await serve((server) => limitTime(server, SOON));

    const ends = await Promise.all(Array.from({ length: 50 }, () => dripped(port, text).ended));

    for (const said of ends) expect(said).toMatch(/^HTTP\/1.1 408 /);
  });

  it.each([
    ['headers', HALF_A_HEADER],
    ['a body', HALF_A_BODY],
  ])('%s: would stay where nobody limits their time (negative control)', async (_what, text) => {
    const [limited, free] = [await serve((server) => limitTime(server, SOON)), await serve(() => undefined)];
    const patient = dripped(free, text);

    await dripped(limited, text).ended;

    expect(patient.socket.destroyed).toBe(false);
  });

  async function serve(prepare: (server: Server) => void): Promise<number> {
    const server = createServer((request, response) => request.resume().once('end', () => response.end()));
    servers.push(server);
    prepare(server);
    answerMalformedHttp(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  function dripped(port: number, text: string) {
    // Like a program that holds its side open, whatever the server says.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(text));
    socket.on('error', () => undefined);
    sockets.push(socket);
    const drip = setInterval(() => socket.write('a'), 50);
    let said = '';
    socket.on('data', (chunk) => (said += chunk));
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(said)));
    socket.once('close', () => clearInterval(drip));
    return { socket, ended };
  }
});
