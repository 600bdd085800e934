import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Link, type LinkRules } from '../../src/realtime/wire/link.js';
import { Links } from '../../src/realtime/wire/links.js';
import { MOST_UNREAD_BYTES } from '../../src/realtime/wire/outbox.js';
import { Traffic } from '../../src/realtime/wire/traffic.js';
import { CLOSE } from '../../src/shared/frames.js';
import { eventually } from '../support/eventually.js';
import { soon } from '../support/soon.js';
import { SocketTown } from '../support/socket-town.js';

/** 12 kB each: more than 14 MB in all, which the buffers of the system and of the server cannot hold for somebody. */
const LONG = '語'.repeat(4000);
const MESSAGES = 1200;
/** Half a megabyte: what a good reader, who shares this busy process with the server, never has waiting. */
const IN_FLIGHT = 40;

describe('somebody who does not read', () => {
  let town: SocketTown;
  beforeAll(async () => void (town = await SocketTown.open()));
  afterEach(() => {
    jest.restoreAllMocks();
    return town.hangUp();
  });
  afterAll(() => town.close());

  /** Ada writes, Bob reads on his phone and on a page, Eve reads on neither. */
  const company = async () => {
    const chat = await town.chat('ada', 'bob', 'eve');
    const [ada, bob, bobsPage] = [await town.raw('ada', chat), await town.raw('bob', chat), await town.io('bob')];
    const [slow, slowPage] = [await town.raw('eve', chat), await town.io('eve')];
    slow.ws.pause();
    slowPage.pause();
    const cutBefore = town.app.get(Traffic).slowReadersCut;
    const cut = () => town.app.get(Traffic).slowReadersCut - cutBefore;

    /** Whether Bob heard everything, on both. */
    const othersHearAll = async () => {
      for (let sent = IN_FLIGHT; sent <= MESSAGES; sent += IN_FLIGHT) {
        for (let n = 0; n < IN_FLIGHT; n++) ada.send({ type: 'message', text: LONG });
        const heard = () => bob.texts().length >= sent && bobsPage.texts().length >= sent;
        await soon(() => bob.closed !== undefined || heard());
        if (bob.closed) return false;
      }
      return true;
    };
    return { chat, slow, cut, othersHearAll };
  };

  /** Lets the server treat connections otherwise than it does; answers those who get one, in their order. */
  const treated = (rules: (links: Link[]) => Partial<LinkRules>) => {
    const links: Link[] = [];
    jest.spyOn(town.app.get(Links), 'over').mockImplementation((ws, socket: Socket) => {
      const all = { rateLimit: false, onClose: () => undefined, onGone: () => undefined, ...rules(links) };
      const link = new Link(ws, socket, town.app.get(Traffic), all);
      links.push(link);
      return link;
    });
    return links;
  };

  it('is cut, while everybody else hears everything, and catches up by seq', async () => {
    const { chat, slow, cut, othersHearAll } = await company();

    expect(await othersHearAll()).toBe(true);

    await eventually(async () => expect(cut()).toBe(2));
    const heard = slow.texts().length;
    expect(heard).toBeLessThan(MESSAGES);
    const back = await town.raw('eve', chat);
    back.send({ type: 'history', after: heard });
    expect(await back.heard('history')).toMatchObject({ messages: expect.any(Array), has_more: true });

    slow.ws.resume();
    expect([1006, 1013]).toContain(await slow.ended());
  });

  it('is not cut where nothing bounds what it leaves unread, which then grows: the control', async () => {
    const links = treated(() => ({ mostUnread: Infinity }));
    const { cut, othersHearAll } = await company();

    expect(await othersHearAll()).toBe(true);

    expect(cut()).toBe(0);
    const unread = links.map(({ socket }) => socket.writableLength);
    expect(unread.filter((bytes) => bytes > 2 * MOST_UNREAD_BYTES)).toHaveLength(2);
  });

  it('takes a good reader along where the chat is cut instead of the one: the control', async () => {
    treated((links) => ({
      onClose: (code) => {
        if (code === CLOSE.tooSlow) for (const link of links) link.close(CLOSE.restarting, 'The wrong ones.');
      },
    }));
    const { othersHearAll } = await company();

    expect(await othersHearAll()).toBe(false);
  });
});
