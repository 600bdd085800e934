import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answersAt } from '../../src/contract/wants-page.js';
import { type Route, routesOf } from '../../src/openapi/routes.js';
import { type BareApp, bareApp } from '../support/bare-app.js';

/** Everything that a stranger may call. A route that is not here is for people who are signed in. */
const OPEN = [
  'GET /',
  'GET /api/docs/',
  'GET /api/schema/',
  'GET /docs/',
  'GET /docs/{file}',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /user/available/',
  'GET /user/login/',
  'GET /user/register/',
  'POST /api/auth/jwt/create/',
  'POST /api/auth/jwt/refresh/',
  'POST /api/auth/jwt/verify/',
  'POST /api/auth/logout/',
  'POST /api/auth/register/',
  'POST /api/auth/token/',
  'POST /api/auth/token/refresh/',
  'POST /api/auth/users/',
  'POST /api/token/',
  'POST /api/token/refresh/',
  'POST /api/token/verify/',
  'POST /login/',
  'POST /logout/',
  'POST /register/',
  'POST /user/login/',
  'POST /user/logout/',
  'POST /user/register/',
];

describe('every route', () => {
  let server: BareApp;
  let routes: Route[];
  beforeAll(async () => {
    server = await bareApp();
    routes = routesOf(server.app);
  });
  afterAll(() => server.close());

  const named = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

  it('is for people who are signed in, unless it says that it is open to all', () => {
    const open = routes.filter((route) => route.open).map(named);

    expect(open.filter((name) => !OPEN.includes(name))).toEqual([]);
  });

  it('that is not open lets no stranger in, whatever they bring', async () => {
    const guarded = routes.filter(({ open }) => !open);
    const strangers: Record<string, string>[] = [
      {},
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOjF9.' },
      { authorization: 'Basic YWRhOmFkYQ==' },
      { cookie: 'parley.sid=s%3Amade-up.signature; parley.access=made-up' },
    ];

    expect(guarded.length).toBeGreaterThan(15);
    for (const route of guarded) {
      for (const headers of strangers) {
        const path = route.path.replace(/\{\w+\}/g, '1');
        const response = await fetch(server.url + path, {
          method: route.method.toUpperCase(),
          headers,
          redirect: 'manual',
        });
        await response.arrayBuffer();

        const refused = answersAt(path) === 'data' ? [401] : [303, 302];
        expect([named(route), refused.includes(response.status)]).toEqual([named(route), true]);
      }
    }
  });
});
