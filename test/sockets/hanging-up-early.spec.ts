import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Authenticator } from '../../src/auth/authenticator.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { Connections } from '../../src/realtime/connections.js';
import { eventually } from '../support/eventually.js';
import { SocketTown } from '../support/socket-town.js';

describe('whoever hangs up while their token is read', () => {
  let town: SocketTown;
  beforeAll(async () => {
    town = await SocketTown.open();
  });
  afterAll(() => town.close());

  it.each(['chat', 'file'])('was never here, on ws/%s/<id>/', async (kind) => {
    const chat = await town.chat('ada', 'bob');
    const authenticator = town.app.get(Authenticator);
    const ofToken = authenticator.ofToken.bind(authenticator);
    let isRead = false;
    const reading = jest.spyOn(authenticator, 'ofToken').mockImplementationOnce(async (token, upgrade) => {
      const { socket } = upgrade!;
      if (!socket.closed) await once(socket, 'close');
      await turn();
      const actor = await ofToken(token, upgrade);
      isRead = actor !== null;
      return actor;
    });

    const ada = await town.dial(`/ws/${kind}/${chat}/`).opened();
    ada.send({ type: 'auth', token: town.person('ada').phone.access });
    await eventually(async () => expect(reading).toHaveBeenCalled());
    ada.ws.terminate();
    await eventually(async () => expect(isRead).toBe(true));
    const bob = await town.raw('bob', chat);
    bob.send({ type: 'message', text: 'Anybody here?', client_id: 'asked' });
    await bob.heard('ack', ({ client_id }) => client_id === 'asked');

    expect(town.app.get(Connections).everyone().length).toBe(1);
    expect(town.app.get(PresenceService).isOnline([town.id('ada')]).size).toBe(0);
    await bob.hangUp();
    await eventually(async () => expect(town.app.get(Connections).everyone().length).toBe(0));
  });
});
