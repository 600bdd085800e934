import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { PresenceService } from '../../src/presence/presence.service.js';
import { bareApp } from '../support/bare-app.js';
import { Town } from '../support/town.js';

it('a server that stops stores when the people it sends away were last here', async () => {
  const { app, database, lines } = await bareApp();
  const town = await Town.found(database);
  const cast = await Promise.all(['ada', 'bob', 'eve'].map((name) => town.settle(name)));
  const presence = app.get(PresenceService);
  for (const { id } of cast) presence.connected(id, 'phone');

  for (const { id } of cast) presence.gone(id, 'phone');
  await app.close();

  expect(await town.database.query('SELECT username FROM users WHERE lastseen IS NULL')).toEqual([]);
  expect(lines.filter(({ level }) => level === 'error' || Number(level) >= 50)).toEqual([]);
  await town.leave();
});

it('a server that stops waits for nobody who keeps a connection without asking', async () => {
  const server = await bareApp();
  const silent = connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  const agent = new Agent({ keepAlive: true });
  const [answer] = await once(get(`${server.url}/health/live`, { agent }), 'response');
  answer.resume();
  const ended = once(silent, 'close');

  await server.close();

  await ended;
  agent.destroy();
});
