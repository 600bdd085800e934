import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Readiness } from '../../src/health/readiness.js';
import { EventBus } from '../../src/events/event-bus.js';
import { type BareApp, bareApp } from '../support/bare-app.js';

describe('whoever runs the server', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp();
  });
  afterAll(() => server.close());

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + path, { headers });
    return { status: response.status, text: await response.text() };
  };

  it('learns that it lives and can serve', async () => {
    expect(await ask('/health/live')).toEqual({ status: 200, text: '{"status":"live"}' });
    expect(await ask('/health/ready/')).toEqual({ status: 200, text: '{"status":"ready"}' });
  });

  it('sees requests by route pattern, messages, queue, pool and the delay of the event loop', async () => {
    await ask('/chat/4711?token=canary');
    await ask('/canary');
    server.app.get(EventBus).publish('messages sent', [{}, {}, {}] as never);

    const { text } = await ask('/metrics');

    expect(text).toContain('parley_http_requests_total{method="GET",route="/chat/:chatId",status="401"} 1');
    expect(text).toContain('parley_http_requests_total{method="GET",route="none",status="404"} 1');
    expect(text).toContain('parley_http_request_seconds_bucket{le="0.001",method="GET",route="/health/live"}');
    expect(text).toContain('parley_messages_total 3');
    expect(text).toContain('parley_commit_messages_bucket{le="5"} 1');
    expect(text).toMatch(/parley_write_queue 0\n/);
    expect(text).toMatch(/parley_pool_connections \d/);
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
    expect(text).toMatch(/process_start_time_seconds \d/);
    expect(text).not.toMatch(/canary|4711/);
  });

  it('gets no more series than there are routes, whatever strangers ask for', async () => {
    for (let n = 0; n < 50; n++) await ask(`/chat/${n}`).then(() => ask(`/made-up-${n}`));

    const { text } = await ask('/metrics');

    expect(text.match(/requests_total\{.*"\/chat\/:chatId"/g)).toHaveLength(1);
    expect(text.match(/requests_total\{.*"none"/g)).toHaveLength(1);
  });

  it('keeps the figures from whoever comes through a proxy', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      expect((await ask('/metrics', { [name]: '127.0.0.1' })).status).toBe(403);
    }
  });

  it('sees within two seconds that the database is away, while the process lives', async () => {
    await server.database.drop();
    const began = performance.now();

    expect(await ask('/health/ready')).toMatchObject({ status: 503, text: expect.stringContaining('"unavailable"') });
    expect((await ask('/health/live')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('a database that does not answer', () => {
  it('is not waited for: readiness is known all the same, with one question at a time', async () => {
    const server = await bareApp();
    let asked = 0;
    const database = server.app.get(DataSource);
    const query = database.query;
    database.query = <T>(statement: string, values?: unknown[]) => {
      if (statement !== 'SELECT 1') return query.call(database, statement, values) as Promise<T>;
      asked++;
      return new Promise<T>(() => undefined);
    };

    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const began = performance.now();
        const { status } = await fetch(`${server.url}/health/ready`);
        return { status, ms: performance.now() - began };
      }),
    );
    database.query = query;
    await server.close();

    expect(asked).toBe(1);
    for (const { status, ms } of answers) expect([status, ms < 2000]).toEqual([503, true]);
  });
});

describe('a server that stops', () => {
  it('says that it is not ready while it still answers', async () => {
    const server = await bareApp();
    const status = async () => (await fetch(`${server.url}/health/ready`)).status;
    expect(await status()).toBe(200);

    server.app.get(Readiness).onModuleDestroy();

    expect(await status()).toBe(503);
    await server.close();
  });
});

describe('the figures of a server with METRICS_TOKEN', () => {
  it('are for whoever has it, from wherever', async () => {
    const server = await bareApp({ metricsToken: 'a-long-metrics-token' });
    const statusWith = async (headers: Record<string, string>) =>
      (await fetch(`${server.url}/metrics`, { headers })).status;

    expect(await statusWith({ authorization: 'Bearer a-long-metrics-token', 'x-forwarded-for': '1.2.3.4' })).toBe(200);
    expect(await statusWith({ authorization: 'Bearer a-long-metrics-toke' })).toBe(401);
    expect(await statusWith({})).toBe(401);
    await server.close();
  });
});
