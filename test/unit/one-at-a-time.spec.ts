import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { oneAtATime } from '../../src/contract/one-at-a-time.js';
import { eventually } from '../support/eventually.js';

const MANY = 40;
const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const inOnePacket = Array.from({ length: MANY }, (_, n) => ask(`/${n}`)).join('');
/** More than the buffers of the system hold, in forty answers. */
const LARGE = Buffer.alloc(1 << 20, 'x');

describe('many requests in one packet', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  const serve = async (answer: (response: ServerResponse) => void, prepare: (server: Server) => void = oneAtATime) => {
    const begun: string[] = [];
    const server = createServer((request, response) => {
      begun.push(request.url!);
      answer(response);
    });
    servers.push(server);
    prepare(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { begun, port: (server.address() as AddressInfo).port };
  };

  const say = (port: number, text: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    sockets.push(socket);
    const heard = { text: '', socket };
    socket.on('data', (chunk) => (heard.text += String(chunk)));
    return heard;
  };
  const answersIn = ({ text }: { text: string }) => [...text.matchAll(/answer (\d+)/g)].map(([, n]) => Number(n));

  it('are begun one after the other, and answered in order', async () => {
    let under = 0;
    let most = 0;
    let n = 0;
    const { port } = await serve((response) => {
      most = Math.max(most, ++under);
      const text = `answer ${n++}\n`;
      setImmediate(() => response.end(text, () => under--));
    });

    const heard = say(port, inOnePacket);

    await eventually(async () => expect(answersIn(heard)).toEqual(Array.from({ length: MANY }, (_, at) => at)));
    expect(most).toBe(1);
  });

  it('hold up nobody else', async () => {
    const { begun, port } = await serve((response) => begun.length > 1 && response.end('answer 1'));
    say(port, inOnePacket);
    await eventually(async () => expect(begun).toEqual(['/0']));

    const other = say(port, ask('/other'));

    await eventually(async () => expect(answersIn(other)).toEqual([1]));
    expect(begun).toEqual(['/0', '/other']);
  });

  it('are begun after what others ask for meanwhile', async () => {
    const { begun, port } = await serve((response) => response.end('answer'));
    const many = Array.from({ length: 5 }, () => say(port, ''));
    const other = say(port, '');
    await Promise.all([...many, other].map(({ socket }) => once(socket, 'connect')));

    for (const { socket } of many) socket.write(inOnePacket);
    other.socket.write(ask('/other'));

    await eventually(async () => expect(begun).toHaveLength(5 * MANY + 1));
    expect(begun.indexOf('/other')).toBeLessThan(MANY);
  });

  it('are begun no more once the connection is gone', async () => {
    const answers: ServerResponse[] = [];
    const { begun, port } = await serve((response) => answers.push(response));
    const { socket } = say(port, inOnePacket);
    await eventually(async () => expect(begun).toEqual(['/0']));

    socket.resetAndDestroy();
    await once(answers[0]!, 'close');

    const other = say(port, ask('/other'));
    await eventually(async () => expect(begun).toContain('/other'));
    expect(begun).toEqual(['/0', '/other']);
    other.socket.destroy();
  });

  it('are not all begun for somebody who reads nothing; without this they are, which is the control', async () => {
    const [kept, free] = [
      await serve((response) => response.end(LARGE)),
      await serve(
        (response) => response.end(LARGE),
        () => undefined,
      ),
    ];

    for (const { port } of [kept, free]) say(port, inOnePacket).socket.pause();

    await eventually(async () => expect(free.begun).toHaveLength(MANY));
    expect(kept.begun.length).toBeLessThan(MANY / 2);
  });
});
