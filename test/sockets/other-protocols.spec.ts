import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SocketTown } from '../support/socket-town.js';

describe('upgrades that are none of ours', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open({ allowedHosts: ['chat.example.org', '127.0.0.1'] })));
  afterAll(() => town.close());

  /** Sends these lines and reads until the server hangs up. */
  const ask = async (...lines: string[]) => {
    const socket = connect(town.app.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data));
    socket.write(lines.join('\r\n'));
    await once(socket, 'close');
    return answer;
  };
  const host = 'Host: chat.example.org';

  it('a client that offers HTTP/2 is answered in HTTP/1.1, with and without a body', async () => {
    const offer = ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
    const [stay, close] = ['Connection: Upgrade, HTTP2-Settings', 'Connection: Upgrade, HTTP2-Settings, close'];
    const json = JSON.stringify({ username: 'ada', password: town.person('ada').password });
    const body = ['Content-Type: application/json', `Content-Length: ${json.length}`, '', json];

    const live = await ask(
      'GET /health/live HTTP/1.1',
      host,
      stay,
      ...offer,
      '',
      'GET /nothing HTTP/1.1',
      host,
      close,
      '',
      '',
    );
    const pair = await ask('POST /api/token/ HTTP/1.1', host, close, ...offer, ...body);

    expect(live).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(live).toMatch(/HTTP\/1\.1 404 Not Found/);
    expect(pair).toMatch(/^HTTP\/1\.1 200 OK[^]*"access"/);
  });

  it('another host name than ours is refused', async () => {
    const options = { token: town.person('ada').phone.access, headers: { host: 'evil.example' } };

    expect(await town.dial(await town.chat('ada', 'bob'), options).refused()).toBe(400);
  });

  it('what is a WebSocket by name only is refused', async () => {
    const half = ['Connection: Upgrade', 'Upgrade: websocket'];

    expect(await ask('GET /ws/chat/1/ HTTP/1.1', host, ...half, '', '')).toMatch(/^HTTP\/1\.1 400/);
    expect(await ask('POST /ws/chat/1/ HTTP/1.1', host, ...half, '', '')).toMatch(/^HTTP\/1\.1 405/);
    expect(await ask('GET /socket.io/?transport=polling HTTP/1.1', host, ...half, '', '')).toMatch(/^HTTP\/1\.1 400/);
  });
});
