import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENT_EVENTS } from '../../src/openapi/event-examples.js';
import { CLIENT_FRAMES } from '../../src/openapi/frame-examples.js';
import { FILE_CLIENT_FRAMES } from '../../src/openapi/file-examples.js';
import { routesOf } from '../../src/openapi/routes.js';
import { EVENTS, FILE_FRAMES, FRAMES } from '../matrix/events.js';
import { printedMatrix } from '../matrix/printed.js';
import { ROUTES } from '../matrix/routes.js';
import { type BareApp, bareApp } from '../support/bare-app.js';

describe('the matrix of who may do what', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp();
  });
  afterAll(() => server.close());

  it('has a row for every route, and for none that does not exist', () => {
    const routes = routesOf(server.app).map(({ method, path }) => `${method.toUpperCase()} ${path}`);

    // A route that is missing needs its row in test/matrix/routes.ts, where the words are explained.
    expect(Object.keys(ROUTES).toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('has a row for every event and frame that a client may send', () => {
    // What is missing needs its row in test/matrix/events.ts.
    expect(Object.keys(EVENTS).toSorted()).toEqual(Object.keys(CLIENT_EVENTS).toSorted());
    expect(Object.keys(FRAMES).toSorted()).toEqual(Object.keys(CLIENT_FRAMES).toSorted());
    expect(Object.keys(FILE_FRAMES).toSorted()).toEqual(Object.keys(FILE_CLIENT_FRAMES).toSorted());
  });

  it('is printed in docs/access-matrix.md as it is', () => {
    const page = new URL('../../docs/access-matrix.md', import.meta.url);
    if (process.env.UPDATE_MATRIX) writeFileSync(page, printedMatrix());

    expect(readFileSync(page, 'utf8')).toBe(printedMatrix());
  });
});
