import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Traffic } from '../../src/realtime/wire/traffic.js';
import { eventually } from '../support/eventually.js';
import { SocketTown } from '../support/socket-town.js';

/** 12 kB each: more than 14 MB in all, which the buffers of the system and of the server cannot hold for somebody. */
const LONG = '語'.repeat(4000);
const MESSAGES = 1200;
/** Half a megabyte: what a good reader, who shares this busy process with the server, never has waiting. */
const IN_FLIGHT = 40;

describe('somebody who does not read', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('is cut, while everybody else hears everything, and catches up by seq', async () => {
    const chat = await town.chat('ada', 'bob', 'eve');
    const [ada, bob, bobsPage] = [await town.raw('ada', chat), await town.raw('bob', chat), await town.io('bob')];
    const [slow, slowPage] = [await town.raw('eve', chat), await town.io('eve')];
    slow.ws.pause();
    slowPage.pause();

    for (let sent = IN_FLIGHT; sent <= MESSAGES; sent += IN_FLIGHT) {
      for (let n = 0; n < IN_FLIGHT; n++) ada.send({ type: 'message', text: LONG });
      await bob.heard('message', ({ seq }) => seq === sent);
      await bobsPage.heard('message:new', ({ seq }) => seq === sent);
    }

    await eventually(async () => expect(town.app.get(Traffic).slowReadersCut).toBe(2));
    const heard = slow.texts().length;
    expect(heard).toBeLessThan(MESSAGES);
    const back = await town.raw('eve', chat);
    back.send({ type: 'history', after: heard });
    expect(await back.heard('history')).toMatchObject({ messages: expect.any(Array), has_more: true });

    slow.ws.resume();
    expect([1006, 1013]).toContain(await slow.ended());
  });
});
