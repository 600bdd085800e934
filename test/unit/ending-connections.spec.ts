import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { endConnections } from '../../src/contract/end-connections.js';
import { eventually } from '../support/eventually.js';

const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const SOON_MS = 300;

describe('a server that closes', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.closeAllConnections();
  });

  /** A server whose answers wait until the test lets them go. */
  const serve = async (prepare: (server: Server) => void) => {
    const waiting: (() => void)[] = [];
    const answer: RequestListener = (_request, response) => void waiting.push(() => response.end('done'));
    const server = createServer(answer);
    servers.push(server);
    prepare(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, waiting };
  };

  const dial = async (server: Server, says: string) => {
    const arrived = once(server, 'connection');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    const heard = { text: '' };
    socket.on('data', (chunk) => (heard.text += String(chunk)));
    socket.on('error', () => undefined);
    await arrived;
    socket.write(says);
    return heard;
  };

  const closed = (server: Server) => {
    const state = { isClosed: false };
    server.close(() => (state.isClosed = true));
    return state;
  };

  it.each([
    ['never asked anything', ''],
    ['asked half a question', 'GET / HTTP/1.1\r\nHost:'],
  ])('hangs up on who %s', async (_what, says) => {
    const { server } = await serve((one) => endConnections(one));
    await dial(server, says);

    const state = closed(server);

    await eventually(async () => expect(state.isClosed).toBe(true));
  });

  it('answers what it was asked before, says that this was the last answer, and hangs up', async () => {
    const { server, waiting } = await serve((one) => endConnections(one));
    const heard = await dial(server, ASK);
    await eventually(async () => expect(waiting).toHaveLength(1));

    const state = closed(server);
    waiting[0]!();

    await eventually(async () => expect(state.isClosed).toBe(true));
    expect(heard.text).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n[^]*done/);
  });

  it('waits for an answer that never ends no longer than it says', async () => {
    const { server, waiting } = await serve((one) => endConnections(one, SOON_MS));
    await dial(server, ASK);
    await eventually(async () => expect(waiting).toHaveLength(1));

    const state = closed(server);

    await eventually(async () => expect(state.isClosed).toBe(true));
  });

  it('would stay for all of them where nobody ends them: the control', async () => {
    const left = await serve(() => undefined);
    const silent = await serve(() => undefined);
    const heard = await dial(left.server, ASK);
    await dial(silent.server, '');
    await eventually(async () => expect(left.waiting).toHaveLength(1));

    const states = [closed(left.server), closed(silent.server)];
    left.waiting[0]!();
    await eventually(async () => expect(heard.text).toContain('done'));
    const ended = await serve((one) => endConnections(one, SOON_MS));
    await dial(ended.server, ASK);
    const state = closed(ended.server);
    await eventually(async () => expect(state.isClosed).toBe(true));

    expect(states).toEqual([{ isClosed: false }, { isClosed: false }]);
  });
});
