import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AppError, notFound, rateLimited } from '../../src/errors/app-error.js';
import { type BareApp, bareApp } from '../support/bare-app.js';

const fails = (error: () => unknown) => () => {
  throw error();
};

describe('an answer to a request that fails', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp({}, (app) => {
      app.use(
        '/fails/unforeseen',
        fails(() => new Error('select secret from /etc/passwd at line 3')),
      );
      app.use(
        '/fails/nothing',
        fails(() => undefined),
      );
      app.use(
        '/fails/often',
        fails(() => rateLimited(1.2)),
      );
      app.use(
        '/fails/chat',
        fails(() => notFound('chat')),
      );
      app.use(
        '/fails/stranger',
        fails(() => new AppError('not_authenticated', 'Sign in first.')),
      );
      app.use(
        '/home/fails',
        fails(() => new Error('a page')),
      );
      app.use('/fails/database', () => app.get(DataSource).query('SELECT 1'));
    });
  });
  afterAll(() => server.close());

  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    return { response, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  };
  const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
    ask('/nowhere', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

  it('has one shape, is JSON that no browser takes for a page, and is kept by nobody', async () => {
    const { response, body } = await ask('/fails/chat');

    expect(response.status).toBe(404);
    expect(body).toEqual({ statusCode: 404, code: 'not_found', detail: 'There is no such chat.' });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  it('says nothing of what went wrong inside, and the log says all of it under the same id', async () => {
    const { response, body, text } = await ask('/fails/unforeseen');

    expect(body).toMatchObject({ statusCode: 500, code: 'internal_error' });
    expect(text).not.toMatch(/select|passwd|line| at /);
    const line = server.lines.find(({ msg }) => msg === 'A request failed');
    expect(line).toMatchObject({ request_id: response.headers.get('x-request-id'), level: 'error' });
    expect(line?.err).toMatchObject({ message: expect.stringContaining('passwd'), stack: expect.any(String) });
  });

  it('is given even where nothing was thrown but undefined', async () => {
    expect((await ask('/fails/nothing')).response.status).toBe(404);
  });

  it('says how to sign in, and when to come again', async () => {
    const stranger = await ask('/fails/stranger');
    const often = await ask('/fails/often');

    expect(stranger.response.status).toBe(401);
    expect(stranger.response.headers.get('www-authenticate')).toBe('Bearer');
    expect(often.response.headers.get('retry-after')).toBe('2');
    expect(often.body).toMatchObject({ statusCode: 429, code: 'rate_limited', retry_after: 2 });
  });

  it('repeats neither the address nor the body of the caller', async () => {
    const address = await ask('/%3Cscript%3Ealert(1)%3C/script%3E?canary');
    const body = await post('{"canary": tru');

    expect(address.response.status).toBe(404);
    expect(address.text + body.text).not.toMatch(/script|canary/);
    expect(body.body).toEqual({ statusCode: 400, code: 'invalid_input', detail: 'The body is not valid JSON.' });
  });

  it('tells a browser in HTML or plain text, a program in JSON', async () => {
    const browser = await ask('/nowhere', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    const page = await ask('/home/fails');
    const program = await ask('/nowhere', { headers: { accept: '*/*' } });

    expect([browser.response.status, page.response.status, program.response.status]).toEqual([404, 500, 404]);
    expect(browser.response.headers.get('content-type')).toMatch(/^text\/(html|plain); charset=utf-8$/);
    expect(page.response.headers.get('content-type')).toMatch(/^text\//);
    expect(page.text).not.toContain('a page\n    at');
    expect(program.body).toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['a method that no route has', 'PROPFIND', '/health/live', {}, 404],
    ['a broken escape in the address', 'GET', '/chat/%E0%A4%A', {}, 400],
    ['ten thousand parameters', 'GET', `/nowhere?${'a=1&'.repeat(3000)}`, {}, 400],
  ])('is short and certain for %s', async (_, method, path, headers, status) => {
    const began = performance.now();

    const { response, body } = await ask(path, { method, headers });

    expect([response.status, body.statusCode]).toEqual([status, status]);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  const deep = `{"text":${'['.repeat(24_000)}${']'.repeat(24_000)}}`;
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`k${n}`, n])));
  it.each([
    ['nested beyond reason', deep, {}, 400],
    ['of a thousand keys', many, {}, 400],
    ['over 64 KiB', JSON.stringify({ text: 'x'.repeat(66_000) }), {}, 413],
    ['compressed', gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }, 415],
    ['in another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415],
    ['that is a form of 101 fields', 'a=1&'.repeat(101), { 'content-type': 'application/x-www-form-urlencoded' }, 413],
  ])('refuses a body %s', async (_, body, headers, status) => {
    const answer = await post(body, headers);

    expect(answer.body).toMatchObject({ statusCode: status, detail: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it('comes in the same shape when the headers are too large or not HTTP at all', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(64_000)}\r\n\r\n`)).toMatch(
      / 431 .*"too_large"/s,
    );
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/ 400 .*"statusCode":400/s);
    expect((await ask('/health/nowhere')).response.status).toBe(404);
  });

  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let said = '';
      const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => (said += chunk)).on('close', () => resolve(said));
      socket.on('error', reject);
    });

  it('is 503 with a time to come again while the database is away', async () => {
    await server.database.drop();

    const { response, body, text } = await ask('/fails/database');

    expect(body).toMatchObject({ statusCode: 503, code: 'unavailable', retry_after: 1 });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(text).not.toMatch(/ at |pg|sql|database "/i);
  });
});
