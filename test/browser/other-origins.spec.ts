import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type OpenApp, openApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { PASSWORD, people, type TestPerson } from '../support/people.js';
import { describeIf } from '../support/requires.js';

interface Call {
  method?: string;
  json?: unknown;
  csrf?: string;
  plain?: boolean;
}

/** Two pages on other ports: other origins, but the same site, so that no cookie is held back by SameSite. */
describeIf('chromium', 'a page of another origin, in a real browser', () => {
  let app: OpenApp;
  let browser: Browser;
  let context: BrowserContext;
  let [friend, foe]: Server[] = [];
  let [ada, bob]: TestPerson[] = [];
  let chat: number;

  const blank = (): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((_, response) =>
        response.setHeader('content-type', 'text/html').end('<!doctype html>'),
      );
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  const originOf = (server: Server | undefined): string =>
    `http://127.0.0.1:${(server!.address() as AddressInfo).port}`;
  const pageOf = async (server: Server | undefined): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(originOf(server));
    return page;
  };

  beforeAll(async () => {
    [friend, foe] = [await blank(), await blank()];
    [app, browser] = await Promise.all([openApp({ corsOrigins: [originOf(friend)] }), openBrowser()]);
    [ada, bob] = await people(app, 'ada', 'bob');
    chat = (await ada!.phone.post('/chat/', { username: 'bob' })).body.id;
    context = await browser.newContext();
  });
  afterAll(async () => {
    await browser.close();
    for (const server of [friend, foe]) server?.close();
    await app.close();
  });

  /** The status and body, or `blocked` where the browser keeps the answer from the page. */
  const call = (page: Page, path: string, { method, json, csrf, plain }: Call = {}) =>
    page.evaluate(
      async ({ url, init }) => {
        try {
          const answer = await fetch(url, { ...init, credentials: 'include' });
          const text = await answer.text();
          return { status: answer.status, body: text ? JSON.parse(text) : null };
        } catch {
          return { status: 'blocked', body: null };
        }
      },
      {
        url: app.url + path,
        init: {
          method: method ?? (json === undefined ? 'GET' : 'POST'),
          body: json === undefined ? undefined : JSON.stringify(json),
          headers: {
            ...(json !== undefined && !plain && { 'content-type': 'application/json' }),
            ...(csrf !== undefined && { 'x-csrf-token': csrf }),
          } as Record<string, string>,
          mode: plain ? ('no-cors' as const) : ('cors' as const),
        },
      },
    );
  /** The first message that a socket opened with the cookies alone hears, or that it was refused. */
  const listen = (page: Page) =>
    page.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(url);
          socket.onmessage = ({ data }) => {
            const { type, text } = JSON.parse(data);
            if (type === 'message') resolve(text);
          };
          socket.onopen = () => document.body.setAttribute('data-open', '');
          socket.onerror = () => resolve('refused');
        }),
      `ws://127.0.0.1:${app.port}/ws/chat/${chat}/`,
    );
  const signIn = (page: Page, cookie: unknown) =>
    call(page, '/api/token/', { json: { username: 'ada', password: PASSWORD, cookie } });

  it('that is listed signs in for cookies, calls, refreshes, listens and signs out', async () => {
    const page = await pageOf(friend);

    const { status, body } = await signIn(page, 'both');
    expect([status, Object.keys(body)]).toEqual([200, ['csrf_token']]);
    expect((await call(page, '/user/me/')).body).toMatchObject({ username: 'ada' });
    const change = { method: 'PATCH', json: { bio: 'from afar' } };
    expect((await call(page, '/user/me/', change)).status).toBe(403);
    expect((await call(page, '/user/me/', { ...change, csrf: body.csrf_token })).body.bio).toBe('from afar');
    const refreshed = await call(page, '/api/token/refresh/', { json: {} });
    expect(refreshed.status).toBe(200);

    const heard = listen(page);
    await page.waitForSelector('[data-open]', { state: 'attached' });
    await bob!.phone.post(`/chat/${chat}/messages/`, { text: 'across' });
    expect(await heard).toBe('across');

    const { csrf_token: csrf } = refreshed.body;
    expect((await call(page, '/user/logout/', { method: 'POST', json: {}, csrf })).status).toBe(204);
    expect(await context.cookies(app.url)).toEqual([]);
    expect((await call(page, '/user/me/')).status).toBe(401);
    await page.close();
  });

  it('that is not listed reads nothing, changes nothing, and opens no socket, with the same cookies', async () => {
    const [page, own] = [await pageOf(foe), await pageOf(friend)];
    const { csrf_token: csrf } = (await signIn(own, 'both')).body;
    expect((await context.cookies(app.url)).length).toBe(2);

    expect((await call(page, '/user/me/')).status).toBe('blocked');
    expect((await call(page, '/user/me/', { method: 'PATCH', json: { bio: 'forged' }, csrf })).status).toBe('blocked');
    expect((await signIn(page, 'both')).status).toBe('blocked');
    for (const path of ['/api/token/refresh/', '/user/logout/', '/user/me/sessions/'])
      await call(page, path, { method: 'POST', json: {}, plain: true });
    expect(await listen(page)).toBe('refused');

    expect((await call(own, '/user/me/')).body.bio).not.toBe('forged');
    expect((await call(own, '/api/token/refresh/', { json: {} })).status).toBe(200);
  });
});
