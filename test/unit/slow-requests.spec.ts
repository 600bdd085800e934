import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { limitTime } from '../../src/contract/limit-time.js';
import { answerMalformedHttp } from '../../src/errors/malformed-http.js';
import { eventually } from '../support/eventually.js';

const SOON = { headersMs: 300, bodyMs: 300, answerMs: 600, lookMs: 100, lingerMs: 300 };
/** More than the buffers of the system hold. */
const LARGE = 32 << 20;
const HALF_A_HEADER = 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a';
const HALF_A_BODY = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"a":';

describe('requests that come a byte at a time', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  const accepted: { port: number | undefined; socket: Socket }[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  it.each([
    ['headers', HALF_A_HEADER],
    ['a body', HALF_A_BODY],
  ])('%s: end with 408, fifty of them, however many bytes still come', async (_what, text) => {
    // Both limits together would leave no time to read why.
    const port = await serve((server) => limitTime(server, { ...SOON, answerMs: 30_000 }));

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

  it('answers that nobody reads end too, but not files on their way, and not what was read', async () => {
    const port = await serve((server) => limitTime(server, SOON));
    const [unread, file, read] = [asked(port, '/large'), asked(port, '/transfer/x/'), asked(port, '/small')];
    read.resume();

    await eventually(async () => expect(isHeld(unread)).toBe(false));

    expect([isHeld(file), isHeld(read)]).toEqual([true, true]);
  });

  it('answers that nobody reads would stay where nobody limits their time (negative control)', async () => {
    const [limited, free] = [await serve((server) => limitTime(server, SOON)), await serve(() => undefined)];
    const [unread, patient] = [asked(limited, '/large'), asked(free, '/large')];

    await eventually(async () => expect(isHeld(unread)).toBe(false));

    expect(isHeld(patient)).toBe(true);
  });

  it('whoever was answered early may send the rest, and its next request behind it', async () => {
    const port = await serve((server) => limitTime(server, { ...SOON, bodyMs: 30_000, answerMs: 30_000 }));
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let said = '';
    socket.on('data', (chunk) => (said += chunk));
    const heard = (text: string) => eventually(async () => expect(said).toContain(text));

    socket.write('POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n');
    await heard('too early');
    const since = performance.now();
    let sent = 0;
    while (sent < 20) {
      socket.write('a');
      sent++;
      await new Promise((done) => setTimeout(done, 50));
    }
    socket.write('GET /small HTTP/1.1\r\nHost: x\r\n\r\n');

    await heard('small');
    expect(performance.now() - since).toBeGreaterThan(2 * SOON.lingerMs);
  });

  it.each([
    ['stops', 0],
    ['never ends', 50],
  ])('whoever was answered early and %s is hung up on', async (_how, everyMs) => {
    const port = await serve((server) => limitTime(server, SOON));
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    sockets.push(socket);

    socket.write('POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\na');
    const drip = everyMs ? setInterval(() => socket.write('a'), everyMs) : undefined;
    socket.once('close', () => clearInterval(drip));

    await eventually(async () => expect(isHeld(socket)).toBe(false));
  });

  /** As the server sees it: whoever reads nothing does not notice either that they were hung up on. */
  function isHeld(socket: Socket): boolean | undefined {
    const there = accepted.find(({ port }) => port === socket.localPort);
    return there && !there.socket.destroyed;
  }

  function asked(port: number, path: string): Socket {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
    socket.pause();
    sockets.push(socket);
    socket.on('error', () => undefined);
    return socket;
  }

  async function serve(prepare: (server: Server) => void): Promise<number> {
    const server = createServer((request, response) => {
      const answer = request.url === '/small' ? 'small' : Buffer.alloc(LARGE);
      request.resume();
      if (request.url === '/early') response.end('too early');
      else request.once('end', () => response.end(answer));
    });
    servers.push(server);
    server.on('connection', (socket) => accepted.push({ port: socket.remotePort, socket }));
    prepare(server);
    answerMalformedHttp(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  function dripped(port: number, text: string) {
    // Like a program that holds its side open, whatever the server says.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(text);
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
