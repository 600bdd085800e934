import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { CLIENT_EVENTS, SERVER_EVENTS } from '../../src/openapi/event-examples.js';
import { type BareApp, bareApp } from '../support/bare-app.js';

const SOURCE = join(import.meta.dirname, '../../src');

const sourceOf = (room: string): string =>
  readdirSync(join(SOURCE, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(SOURCE, room, name), 'utf8'))
    .join('\n');

/** What Nest notes about a method that answers an event. */
const SUBSCRIBED = 'message';

describe('of the events that are declared', () => {
  let server: BareApp;
  beforeAll(async () => {
    server = await bareApp();
  });
  afterAll(() => server.close());

  const answered = (): unknown[] =>
    [...server.app.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .flatMap(({ metatype }) => {
        const prototype = (metatype as { prototype?: object } | null)?.prototype;
        if (!prototype) return [];
        return Object.getOwnPropertyNames(prototype)
          .map((name) => Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown)
          .filter((method) => typeof method === 'function')
          .map((method) => Reflect.getMetadata(SUBSCRIBED, method as object) as unknown);
      })
      .filter((name) => typeof name === 'string');

  it('each that a client sends is answered by one gateway, and no gateway answers another', () => {
    expect(answered().toSorted()).toEqual(Object.keys(CLIENT_EVENTS).toSorted());
  });

  it('each that the server sends has a sender', () => {
    const doors = sourceOf('realtime');

    expect(Object.keys(SERVER_EVENTS).filter((name) => !doors.includes(`'${name}'`))).toEqual([]);
  });

  it('each fact has a listener, and only declared facts are published', () => {
    const declared = [...readFileSync(join(SOURCE, 'events/domain-events.ts'), 'utf8').matchAll(/^  '(.+?)':/gm)].map(
      ([, name]) => name!,
    );
    const source = sourceOf('.');
    const heard = [...source.matchAll(/events\.on(?:Here|Elsewhere)?\(\s*'(.+?)'/g)].map(([, name]) => name!);
    const published = [...source.matchAll(/events\.publish\(\s*'(.+?)'/g)].map(([, name]) => name!);

    expect(declared.length).toBeGreaterThan(5);
    expect(declared.filter((name) => !heard.includes(name))).toEqual([]);
    expect(published.filter((name) => !declared.includes(name))).toEqual([]);
  });
});
