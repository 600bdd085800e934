import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BareApp, bareApp } from '../support/bare-app.js';

describe('pages of other origins', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp({ corsOrigins: ['https://good.example'], allowedHosts: ['127.0.0.1', '.chat.example'] });
  });
  afterAll(() => server.close());

  const from = (origin: string, method = 'GET') =>
    fetch(`${server.url}/nowhere`, { method, headers: { origin, 'access-control-request-method': 'POST' } });

  it('may call when they are listed, with credentials', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await from('https://good.example', method);

      expect(headers.get('access-control-allow-origin')).toBe('https://good.example');
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it('may send whatever the API takes, after asking first as a browser does', async () => {
    for (const [method, path] of [
      ['POST', '/api/token/refresh/'],
      ['PATCH', '/user/me/'],
      ['PUT', '/server/1/icon/'],
      ['DELETE', '/server/1/membership/'],
    ]) {
      const { status, headers } = await fetch(server.url + path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://good.example',
          'access-control-request-method': method!,
          'access-control-request-headers': 'authorization,content-type,x-csrf-token',
        },
      });

      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'https://good.example']);
      expect(headers.get('access-control-allow-methods')!.split(',')).toContain(method);
      expect(headers.get('access-control-allow-headers')!.toLowerCase().split(',')).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'x-csrf-token']),
      );
    }
  });

  it.each([
    'https://evil.example',
    'null',
    'https://good.example.evil',
    'http://good.example',
    'https://evil-good.example',
    'https://good.example:8443',
  ])('get no word of consent as %s', async (origin) => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await from(origin, method);

      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  const under = (host: string, path = '/nowhere') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request({ port: server.port, path, headers: { host } }, (response) => {
        let text = '';
        response
          .on('data', (chunk) => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode!, text }));
      });
      asked.on('error', reject).end();
    });

  it('reach nothing under a name that this server does not answer to, and it is not repeated', async () => {
    for (const host of ['evil.example', 'chat.example.evil', '127.0.0.1.evil', 'evilchat.example']) {
      const { status, text } = await under(host);

      expect(status).toBe(400);
      expect(text).not.toContain('evil');
    }
  });

  it('reach it under its own names, with or without a port', async () => {
    for (const host of ['127.0.0.1:3000', 'a.chat.example', 'CHAT.example.', '127.0.0.1']) {
      expect((await under(host)).status).toBe(404);
    }
  });
});
