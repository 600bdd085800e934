import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Traffic } from '../../src/realtime/wire/traffic.js';
import { SocketTown } from '../support/socket-town.js';

describe('what one commit brings for one socket', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  it('leaves in one write: a message and its acknowledgement', async () => {
    const chat = await town.chat('ada', 'bob');
    const [page, phone] = [await town.io('ada'), await town.raw('bob', chat)];
    await page.heard('presence', ({ is_online }) => is_online === true);
    const traffic = town.app.get(Traffic);
    const before = traffic.writes;

    await page.ask('message:send', { chat_id: chat, text: 'one' });
    await phone.heard('message');
    phone.send({ type: 'message', text: 'two' });
    await phone.heard('ack');
    await page.heard('message:new', ({ text }) => text === 'two');

    expect(traffic.writes - before).toBe(4);
  });
});
