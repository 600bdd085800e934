import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../src/shared/limits.js';
import { EngineClient } from '../support/engine-client.js';
import { SocketTown } from '../support/socket-town.js';

describe('too much in a short time', () => {
  let town: SocketTown;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open({ rateLimit: true });
    chat = await town.chat('ada', 'bob');
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('a queue of a hundred messages written offline passes, what follows at once waits; the socket stays open', async () => {
    const [ada, bob] = [await town.raw('ada', chat), await town.raw('bob', chat)];

    for (let n = 0; n < 150; n++) ada.send({ type: 'message', text: `message ${n}`, client_id: `m${n}` });
    const refused = await ada.heard('error');
    await ada.heard('ack', ({ client_id }) => client_id === 'm99');
    await ada.settled();

    // Which one is the first depends on how long the hundred took: twenty a second may follow.
    expect(refused).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    expect(refused.client_id).toMatch(/^m1\d\d$/);
    expect(ada.ofType('ack').length).toBeGreaterThanOrEqual(100);
    expect(ada.ofType('ack').length + ada.ofType('error').length).toBe(150);
    expect((await bob.settled()).texts().slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => `message ${n}`));
  });

  it.each([
    ['garbage', (send: (data: string) => void) => send('garbage')],
    ['pings of ours', (send: (data: string) => void) => send('{"type":"ping"}')],
  ])('a flood of %s is closed with 4429 and hurts nobody else', async (_what, flood) => {
    const [ada, bob] = [await town.raw('ada', chat), await town.raw('bob', chat)];

    for (let n = 0; n < 3000; n++) flood((data) => ada.send(data));

    expect(await ada.ended()).toBe(4429);
    expect(ada.frames.length).toBeLessThan(400);
    await bob.settled();
  });

  it('a flood of the pings of the protocol is a flood too', async () => {
    const ada = await town.raw('ada', chat);

    for (let n = 0; n < 3000; n++) ada.ws.ping();

    expect([1006, 4429]).toContain(await ada.ended());
  });

  it('a flood on Socket.IO ends that connection, signed in or not', async () => {
    const [page, stranger] = [await town.io('ada'), await EngineClient.dial(town.app)];
    const hungUp = once(stranger.ws, 'close');

    for (let n = 0; n < 1000; n++) page.socket.emit('chat:close', { chat_id: n + 1 }, () => undefined);
    for (let n = 0; n < 1000; n++) stranger.send('40{"token":"nonsense"}');

    await page.gone();
    await hungUp;
    await (await town.io('bob')).settled();
  });

  it('bad frames in any number are a few lines in the log, and never their content', async () => {
    const ada = await town.raw('ada', chat);
    for (let n = 0; n < 150; n++) ada.send({ type: 'message', text: '', more: 'canary' });
    await ada.settled();

    const lines = town.app.lines.filter(({ msg }) => msg === 'A frame was refused');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(20);
    expect(JSON.stringify(town.app.lines)).not.toContain('canary');
  });
});

describe('too many connections', () => {
  let town: SocketTown;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open({ rateLimit: true });
    chat = await town.chat('ada', 'bob');
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('a person has twenty at the most, of both kinds together; another person is not concerned', async () => {
    for (let n = 0; n < LIMITS.connectionsPerPerson / 2; n++) {
      await town.raw('ada', chat);
      await town.io('ada');
    }

    expect(await town.dial(chat, { token: town.person('ada').phone.access }).ended()).toBe(4429);
    await expect(town.io('ada')).rejects.toMatchObject({ data: { code: 'rate_limited' } });
    await (await town.raw('bob', chat)).settled();
  });

  it('an address has fifty that wait for a sign-in; whoever says at once who they are is not concerned', async () => {
    const waiting = await Promise.all(Array.from({ length: 50 }, () => town.dial(chat).opened()));

    expect(await town.dial(chat).ended()).toBe(4429);
    expect(await town.dial('/socket.io/?EIO=4&transport=websocket').refused()).toBe(429);
    await (await town.raw('bob', chat)).settled();

    waiting[0]!.send({ type: 'auth', token: town.person('ada').phone.access });
    await waiting[0]!.heard('ready');
    await (await town.dial(chat).opened()).hangUp();
  });
});
