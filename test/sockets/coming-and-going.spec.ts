import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PresenceService } from '../../src/presence/presence.service.js';
import { PresenceTimes } from '../../src/presence/presence-times.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { SocketTown } from '../support/socket-town.js';
import { soon } from '../support/soon.js';

const GRACE = 700;
const HEARTBEAT = 300;

describe('whether somebody is online', () => {
  let town: SocketTown;
  let line: CuttableLine;
  beforeAll(async () => {
    town = await SocketTown.open({}, { heartbeat: HEARTBEAT });
    town.app.get(PresenceTimes).grace = GRACE;
    line = await CuttableLine.to(town.app.port);
  });
  afterEach(async () => {
    await line.mend();
    await town.hangUp();
  });
  afterAll(async () => {
    await line.close();
    await town.close();
  });

  const isOnline = (name: string) => town.app.get(PresenceService).isOnline([town.id(name)]).size === 1;
  const offline = (name: string) => soon(() => !isOnline(name));
  const took = async (what: Promise<unknown>) => {
    const start = performance.now();
    await what;
    return performance.now() - start;
  };

  it('is a count over both kinds of socket: one closed of two changes nothing', async () => {
    const chat = await town.chat('ada', 'bob');
    const [phone, page] = [await town.raw('ada', chat), await town.io('ada')];

    await phone.hangUp();
    await page.settled();
    expect(isOnline('ada')).toBe(true);
    page.hangUp();

    await offline('ada');
  });

  it.each(['raw', 'io'] as const)('ends at once when a %s client says goodbye', async (kind) => {
    const chat = await town.chat('ada', 'bob');
    const client = kind === 'raw' ? await town.raw('ada', chat) : await town.io('ada');

    await client.hangUp();

    expect(await took(offline('ada'))).toBeLessThan(GRACE);
  });

  it('ends at once for a device that is signed out', async () => {
    const browser = await town.person('ada').browser();
    await town.ioWith({}, { cookie: browser.cookie(), origin: town.app.url });
    expect(isOnline('ada')).toBe(true);

    await browser.submit('/user/logout/', {});

    expect(await took(offline('ada'))).toBeLessThan(GRACE);
  });

  it.each([1001, 4000])('lasts through a page that is loaded anew (close code %i)', async (code) => {
    const chat = await town.chat('ada', 'bob');
    const page = await town.raw('ada', chat);
    const heard: string[] = [];
    town.onFact('went offline', () => void heard.push('went offline'));

    page.ws.close(code);
    await page.ended();
    expect(isOnline('ada')).toBe(true);
    const again = await town.raw('ada', chat);
    await new Promise((wake) => setTimeout(wake, GRACE + 100));

    expect(isOnline('ada')).toBe(true);
    expect(heard).toEqual([]);
    await again.hangUp();
  });

  it('ends after the grace when a connection is cut', async () => {
    await town.io('ada', undefined, line.port);

    line.cut();

    await soon(() => line.open === 0);
    expect(isOnline('ada')).toBe(true);
    expect(await took(offline('ada'))).toBeGreaterThan(GRACE / 2);
  });

  it.each(['raw', 'io'] as const)('ends when the other side of a %s connection has silently vanished', async (kind) => {
    const chat = await town.chat('ada', 'bob');
    if (kind === 'raw') await town.raw('ada', chat, { port: line.port });
    else await town.io('ada', undefined, line.port);

    line.stall();

    // Two heartbeats and the grace: 55 s with the figures that are not shortened.
    expect(await took(offline('ada'))).toBeLessThan(2 * HEARTBEAT + GRACE + 1_000);
  });
});
