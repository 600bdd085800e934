import { once } from 'node:events';
import { expect, it, jest } from '@jest/globals';
import { PresenceService } from '../../src/presence/presence.service.js';
import { Connections } from '../../src/realtime/connections.js';
import { Drain } from '../../src/realtime/drain.js';
import { Link } from '../../src/realtime/wire/link.js';
import { PING } from '../../src/realtime/wire/text-frames.js';
import { SocketTown } from '../support/socket-town.js';

it('a server that stops tells everyone, answers what was begun and closes with 1012', async () => {
  const town = await SocketTown.open({}, { restartNotice: 2000 });
  const chat = await town.chat('ada', 'bob');
  const [raw, page, waiting] = [await town.raw('ada', chat), await town.io('bob'), await town.dial(chat).opened()];

  const stopped = town.app.close();
  expect(await page.heard('server:restart')).toEqual({ in_ms: 2000 });
  raw.send({ type: 'message', text: 'last words', client_id: 'last' });
  const answer = page.ask('message:send', { chat_id: chat, text: 'mine too' });

  expect(await raw.heard('ack')).toMatchObject({ client_id: 'last' });
  expect(await answer).toMatchObject({ ok: true });
  expect(await raw.ended()).toBe(1012);
  expect(await page.gone()).toBe('transport close');
  await waiting.ended();
  await stopped;
});

it('a server that stops without a farewell answers nobody and says nothing: the control', async () => {
  const town = await SocketTown.open({}, { restartNotice: 50 });
  const chat = await town.chat('ada', 'bob');
  const [raw, page] = [await town.raw('ada', chat), await town.io('bob')];
  jest.spyOn(town.app.get(Drain), 'beforeApplicationShutdown').mockImplementation(async () => {
    for (const connection of town.app.get(Connections).everyone()) connection.close(1001, '');
  });

  const stopped = town.app.close();
  raw.send({ type: 'message', text: 'last words', client_id: 'last' });

  expect(await raw.ended()).toBe(1001);
  await page.gone();
  await stopped;
  expect([raw.ofType('ack'), page.of('server:restart')]).toEqual([[], []]);
});

it('nobody is let in while the server stops', async () => {
  const town = await SocketTown.open({}, { restartNotice: 2000 });
  const chat = await town.chat('ada', 'bob');
  const page = await town.io('ada');

  const stopped = town.app.close();
  await page.heard('server:restart');

  expect(await town.dial(chat, { token: town.person('bob').phone.access }).refused()).toBe(503);
  await stopped;
});

it('whoever has a socket is online until the last one is gone', async () => {
  const town = await SocketTown.open();
  const chat = await town.chat('ada', 'bob');
  const presence = town.app.get(PresenceService);
  const isOnline = () => presence.isOnline([town.id('ada')]).size > 0;
  const gone = async (count: number) => {
    while (town.app.get(Connections).everyone().length > count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  expect(isOnline()).toBe(false);

  const [raw, page] = [await town.raw('ada', chat), await town.io('ada')];
  expect(isOnline()).toBe(true);
  await raw.hangUp();
  await gone(1);
  expect(isOnline()).toBe(true);
  page.hangUp();
  await gone(0);

  expect(isOnline()).toBe(false);
  await town.close();
});

it('heartbeats of many connections are spread, and each has its own', async () => {
  const town = await SocketTown.open({}, { heartbeat: 500 });
  const chat = await town.chat('ada', 'bob');
  const atOnce: number[] = [];
  let pings = 0;
  const push = Link.prototype.push;
  jest.spyOn(Link.prototype, 'push').mockImplementation(function (this: Link, frames) {
    // What is pushed before the next microtask is pushed in one go.
    if (frames === PING && pings++ === 0) queueMicrotask(() => (atOnce.push(pings), (pings = 0)));
    push.call(this, frames);
  });

  const sockets = await Promise.all(Array.from({ length: 50 }, () => town.raw('ada', chat)));
  await Promise.all(sockets.map(({ ws }) => once(ws, 'ping')));

  expect(Math.max(...atOnce)).toBeLessThanOrEqual(2);
  jest.restoreAllMocks();
  await town.hangUp();
  await town.close();
});

it('a connection whose other side has vanished is gone after two heartbeats', async () => {
  const town = await SocketTown.open({}, { heartbeat: 500 });
  const chat = await town.chat('ada', 'bob');
  const [gone, there] = [await town.raw('ada', chat, { autoPong: false }), await town.raw('bob', chat)];

  expect(await gone.ended()).toBe(1006);

  await there.settled();
  await town.close();
});
