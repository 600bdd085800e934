import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { DialectsModule } from '../../src/dialects/dialects.module.js';
import { Frames001 } from '../../src/dialects/001-rooms-by-name/frames.js';
import { Frames003 } from '../../src/dialects/003-tokens-in-frames/frames.js';
import { RAW_FRAMES } from '../../src/realtime/rawws/raw.dialect.js';
import { openApp } from '../support/app.js';
import { type Json, send } from '../support/client.js';
import { person } from '../support/people.js';
import { SocketTown } from '../support/socket-town.js';
import { Spoken } from '../support/spoken.js';

describe('clients of different systems in one room', () => {
  let town: SocketTown;
  let room: number;
  const open: Spoken[] = [];
  beforeAll(async () => {
    town = await SocketTown.open();
    const { body } = await town.person('ada').phone.post('/group/', { name: 'Commons', members: ['bob', 'eve'] });
    room = body.id;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(open.splice(0).map((client) => client.hangUp()));
    await town.hangUp();
  });
  afterAll(() => town.close());

  const token = (name: string) => town.person(name).phone.access;
  const at = async (path: string) => {
    const client = Spoken.at(town.app, path);
    open.push(client);
    return client.opened();
  };
  const of001 = (name: string) => at(`/ws/chat/commons/?token=${token(name)}`);
  const of003 = async (name: string) => (await at('/ws/chat/commons/')).send({ token: token(name), type: 'join' });

  it('hear the same message, which is put into the words of each system once, for however many', async () => {
    const [two, three] = [
      [await of001('bob'), await of001('bob')],
      [await of003('eve'), await of003('eve')],
    ];
    const ours = [await town.raw('ada', room), await town.raw('ada', room), await town.raw('bob', room)];
    await Promise.all(three.map((client) => client.heard(({ type }) => type === 'join')));
    const speakers = [town.app.get(Frames001), town.app.get(Frames003), RAW_FRAMES];
    const spies = speakers.map((speaker) => jest.spyOn(speaker, 'textOf'));

    ours[0]!.send({ type: 'message', text: 'to everybody' });

    for (const client of two) await client.heard(({ message }) => message?.message === 'to everybody');
    for (const client of three) await client.heard(({ message }) => message === 'to everybody');
    for (const client of ours) await client.heard('message', ({ text }) => text === 'to everybody');
    const times = spies.map(({ mock }) => mock.calls.filter(([{ event }]) => event === 'message:new').length);
    expect(times).toEqual([1, 1, 1]);
  });

  it('hear each other at once', async () => {
    const [ada, bob] = [await town.raw('ada', room), await of001('bob')];
    const took: number[] = [];
    for (let n = 0; n < 30; n++) {
      const since = performance.now();
      ada.send({ type: 'message', text: `number ${n}` });
      await bob.heard(({ message }: Json) => message?.message === `number ${n}`);
      took.push(performance.now() - since);
    }

    // Of a machine that is busy with other tests the slow ones tell nothing.
    expect(took.toSorted((one, other) => one - other)[7]).toBeLessThan(100);
  });
});

describe('a server without the dialects', () => {
  const modules: Type[] = Reflect.getMetadata(MODULE_METADATA.IMPORTS, DialectsModule);
  const leave = (some: Type[]) => Reflect.defineMetadata(MODULE_METADATA.IMPORTS, some, DialectsModule);
  afterEach(() => leave(modules));

  it.each([
    ['001-rooms-by-name', 'RoomsByNameDialect', '/api/auth/jwt/verify/'],
    ['002-conversations', 'ConversationsDialect', '/api/chat/conversations/'],
    ['003-tokens-in-frames', 'TokensInFramesDialect', '/my-rooms/'],
  ])('misses nothing but %s where only that is taken out, which nothing else names', async (folder, name, path) => {
    const module = readFileSync('src/dialects/dialects.module.ts', 'utf8');
    expect(module.match(new RegExp(name, 'g'))).toHaveLength(2);
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?ts$/.test(file));
    const naming = sources.filter(
      (file) => !file.includes(`${folder}/`) && readFileSync(`src/${file}`, 'utf8').includes(folder),
    );
    expect(naming).toEqual(['dialects/dialects.module.ts']);

    leave(modules.filter((one) => one.name !== name));
    const app = await openApp();
    try {
      const ada = await person(app, 'ada');
      const asked = ['/api/auth/jwt/verify/', '/api/chat/conversations/', '/my-rooms/', '/chat/'].map(async (at) => {
        const json = at.includes('verify') ? { token: ada.phone.access } : undefined;
        return [at, (await send(app.url + at, { json, headers: ada.phone.headers() })).status];
      });
      for (const [at, status] of await Promise.all(asked)) expect([at, status]).toEqual([at, at === path ? 404 : 200]);
    } finally {
      await app.close();
    }
  });

  it('is the same server, where nothing is at their paths and a name is a group that there is', async () => {
    leave([]);
    const app = await openApp();
    try {
      const ada = await person(app, 'ada');
      await ada.phone.post('/group/', { name: 'Commons' });
      const there = [];
      for (const path of [
        '/api/auth/users/me/',
        '/rooms/',
        '/my-rooms/',
        '/users/',
        '/messages/1/',
        '/api/auth/jwt/verify/',
      ])
        there.push((await send(app.url + path, { headers: ada.phone.headers() })).status);
      const unknown = Spoken.at(app, `/ws/chat/nowhere/?token=${ada.phone.access}`);
      const ours = await Spoken.at(app, `/ws/chat/commons/?token=${ada.phone.access}`).opened();

      expect(there).toEqual([404, 404, 404, 404, 404, 404]);
      expect(await unknown.ended()).toBe(4404);
      ours.send({ type: 'ping' });
      expect(await ours.heard(({ type }) => type === 'pong')).toEqual({ type: 'pong' });
      await ours.hangUp();
    } finally {
      await app.close();
    }
  });
});
