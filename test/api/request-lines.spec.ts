import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BareApp, bareApp } from '../support/bare-app.js';

describe('the log of requests', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp();
  });
  afterAll(() => server.close());

  const requests = () => server.lines.filter(({ msg }) => msg === 'request');

  it('has a line for each, with the number that the caller got, and nothing the caller sent', async () => {
    const headers = { authorization: 'Bearer canary', cookie: 'parley.sid=canary' };
    const response = await fetch(`${server.url}/join/canary?token=canary`, { method: 'POST', body: 'canary', headers });

    expect(requests().at(-1)).toMatchObject({
      method: 'POST',
      route: 'none',
      status: 404,
      ms: expect.any(Number),
      request_id: response.headers.get('x-request-id'),
    });
    expect(JSON.stringify(server.lines)).not.toContain('canary');
  });

  it('gives ten thousand bad requests at most a hundred lines', async () => {
    const before = server.lines.length;
    const bad = () =>
      fetch(`${server.url}/nowhere`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });

    for (let batch = 0; batch < 50; batch++) await Promise.all(Array.from({ length: 20 }, bad));

    expect(server.lines.length - before).toBeLessThanOrEqual(15);
  });
});
