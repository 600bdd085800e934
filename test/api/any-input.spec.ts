import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiReference } from '../../src/openapi/api-reference.js';
import { type Route, routesOf } from '../../src/openapi/routes.js';
import { type BareApp, bareApp } from '../support/bare-app.js';
import { send } from '../support/client.js';

type Schema = { properties?: Record<string, unknown> };
type Operation = {
  requestBody?: { content: Record<string, { schema: Schema; examples: { example: { value: object } } }> };
  parameters: { name: string; in: string }[];
};

const WRONG = [null, true, 0, -1, 1.5, 1e21, '', '\u0000', '\ud800', 'x'.repeat(20_000), [], [['a']], {}, { not: '' }];
const WRONG_IDS = [
  '0',
  '-1',
  '2147483648',
  '9007199254740993',
  '1e309',
  'NaN',
  '٣',
  '0x1',
  '1%20OR%201=1',
  '%00',
  '1;x',
];
const WRONG_TEXTS = ['', '%00', '-1', '1e309', '%ED%A0%80', '[]', 'x'.repeat(5000), `'--`, '%25_%5C'];

const ADA = { username: 'ada', password: 'a long pass phrase' };

describe('whatever is sent to a route', () => {
  let server: BareApp;
  let routes: Route[];
  let authorization: string;
  beforeAll(async () => {
    server = await bareApp({ rateLimit: false });
    routes = routesOf(server.app);
    await send(`${server.url}/user/register/`, { json: ADA });
    await send(`${server.url}/user/register/`, { json: { ...ADA, username: 'bob' } });
    await signIn();
    await send(`${server.url}/chat/`, { json: { username: 'bob' }, headers: { authorization } });
  });
  afterAll(() => server.close());

  const signIn = async () => {
    authorization = `Bearer ${(await send(`${server.url}/api/token/`, { json: ADA })).body.access}`;
  };
  /** Each route with somebody who is signed in: a caller who was signed out on the way would test nothing. */
  async function forEachRoute(work: (route: Route) => Promise<void>): Promise<void> {
    for (const route of routes) {
      const { status } = await send(`${server.url}/chat/1`, { headers: { authorization } });
      if (status !== 200) await signIn();
      await work(route);
    }
  }
  const operationOf = ({ path, method }: Route) =>
    server.app.get(ApiReference).document.paths[path]![method] as unknown as Operation;
  const call = (route: Route, path: string, sending: Parameters<typeof send>[1] = {}) =>
    send(server.url + path, { method: route.method.toUpperCase(), headers: { authorization }, ...sending });
  const filled = (path: string, value?: string) =>
    path.replace(/\{(\w+)\}/g, (_, name) => value ?? (name === 'session_id' ? '999' : '1'));
  const demandCertain = (what: unknown[], status: number) =>
    expect([...what, status, status < 500]).toEqual([...what, status, true]);

  it('is nothing at all, which is taken or refused, and never breaks anything', async () => {
    await forEachRoute(async (route) => {
      demandCertain([route.name], (await call(route, filled(route.path))).status);
    });
  });

  it('in a field of its body is taken or refused, and never breaks anything', async () => {
    let sent = 0;
    await forEachRoute(async (route) => {
      const { schema, examples } = operationOf(route).requestBody?.content['application/json'] ?? {};
      for (const field of Object.keys(schema?.properties ?? {})) {
        for (const value of WRONG) {
          const json = { ...examples?.example.value, [field]: value };
          const { status } = await call(route, filled(route.path), { json });

          demandCertain([route.name, field, value], status);
          sent++;
        }
      }
    });
    expect(sent).toBeGreaterThan(200);
  });

  it.each([
    ['null'],
    ['[]'],
    ['"text"'],
    ['7'],
    ['{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}'],
    [''],
  ])('as a body that is %s is taken or refused', async (raw) => {
    await forEachRoute(async (route) => {
      if (route.method === 'get') return;
      const headers = { authorization, 'content-type': 'application/json' };
      const { status } = await call(route, filled(route.path), { raw, headers });

      demandCertain([route.name, raw], status);
    });
    expect(({} as { admin?: boolean; x?: number }).admin ?? ({} as { x?: number }).x).toBeUndefined();
  });

  it('in its path or query is found or refused', async () => {
    await forEachRoute(async (route) => {
      for (const id of route.path.includes('{') ? WRONG_IDS : []) {
        demandCertain([route.name, id], (await call(route, filled(route.path, id))).status);
      }
      for (const { name } of operationOf(route).parameters.filter((parameter) => parameter.in === 'query')) {
        for (const text of WRONG_TEXTS) {
          const query = `?${name}=${text}&${name}=${text}&${name}[]=1&${name}[not]=2&__proto__=1`;
          for (const end of [`?${name}=${text}`, query]) {
            demandCertain([route.name, name, end.slice(0, 60)], (await call(route, filled(route.path) + end)).status);
          }
        }
      }
    });
  });

  it('leaves the server as it was', async () => {
    expect((await send(`${server.url}/health/ready`)).status).toBe(200);
    expect(server.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('what depends on the caller', () => {
  it('is kept by nobody on the way, on every route', async () => {
    const server = await bareApp();
    await send(`${server.url}/user/register/`, { json: ADA });
    const authorization = `Bearer ${(await send(`${server.url}/api/token/`, { json: ADA })).body.access}`;
    const publicFiles = ['openApi.file', 'users.avatar'];

    for (const { name, path, revalidated } of routesOf(server.app).filter((route) => route.method === 'get')) {
      const answer = await send(server.url + path.replace(/\{\w+\}/g, '1'), { headers: { authorization } });
      const { headers } = answer;
      const vary = headers.get('vary') ?? '';

      const kept = headers.get('cache-control');
      const rule = revalidated && answer.status === 200 ? 'private, no-cache' : 'no-store';
      if (!publicFiles.includes(name)) expect([name, kept]).toEqual([name, rule]);
      expect([name, /\bCookie\b/.test(vary), /\bAuthorization\b/.test(vary)]).toEqual([name, true, true]);
    }
    await server.close();
  });
});
