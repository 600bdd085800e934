import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { KNOCK_MS } from '../../src/transfers/http-source.js';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { TransferTimes } from '../../src/transfers/transfer-times.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { bytesOf, Files, sha256 } from '../support/files.js';
import { soon } from '../support/soon.js';
import type { RawClient } from '../support/raw-client.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;
const ENDLESS = 2 ** 40;

describe('somebody vanishes in the middle of a file', () => {
  let town: SocketTown;
  let files: Files;
  let times: TransferTimes;
  let line: CuttableLine;
  let chat: number;
  let bob: SocketClient;
  beforeAll(async () => {
    town = await SocketTown.open();
    files = new Files(town);
    times = town.app.get(TransferTimes);
  });
  afterEach(async () => {
    Object.assign(times, new TransferTimes());
    files.end();
    await line.close();
    await town.hangUp();
  });
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    line = await CuttableLine.to(town.app.port);
    chat = await town.chat('ada', 'bob');
    bob = await town.io('bob');
  };
  const way = (id: string) => town.app.get(OpenTransfers).find(id)!.ways.get(town.id('bob'))!;
  const socketOverLine = (name: string): Promise<RawClient> =>
    town.dial(`/ws/file/${chat}/`, { token: town.person(name).phone.access, port: line.port }).opened();
  const started = async (id: string) => {
    const fetching = files.get('bob', id);
    await fetching.has(MEGABYTE);
    return fetching;
  };
  /** bob does not read on, and everything on the way to him is full. */
  const heldBack = async (id: string) => {
    const fetching = await started(id);
    fetching.pause();
    await soon(() => way(id).bridge.isUnread);
    return fetching;
  };
  /** A PUT of ada over the line that never comes to its end; resolves with nothing when it breaks. */
  const upload = (id: string, more: Record<string, string> = {}): void => {
    const headers = { ...town.person('ada').phone.headers(), 'content-length': ENDLESS, ...more };
    const sent = request({ port: line.port, path: `/transfer/${id}/`, method: 'PUT', headers, agent: false });
    const fill = () => {
      while (!sent.destroyed && sent.write(Buffer.alloc(MEGABYTE)));
    };
    sent.on('drain', fill).on('error', () => undefined);
    fill();
  };
  const uploadFrames = (by: RawClient, id: string): void => {
    by.send({ type: 'begin', transfer_id: id, size: ENDLESS });
    const next = (error?: Error) => {
      if (!error && by.ws.readyState === by.ws.OPEN) by.ws.send(Buffer.alloc(MEGABYTE), { binary: true }, next);
    };
    next();
  };
  /** Not because nothing moves for long, which everybody is given up for in the end. */
  const pausedSoon = async (client: SocketClient): Promise<void> => {
    times.stall = 3_600_000;
    await client.heard('transfer:paused');
  };

  it('whoever vanishes is missed within two seconds', async () => {
    await meet();
    expect(times.missed + times.tick).toBeLessThan(2_000);
    expect(KNOCK_MS + KNOCK_MS).toBeLessThan(2_000);
  });

  it('a sender on a page, while nothing is read from them: the recipient is told', async () => {
    await meet();
    const ada = await town.io('ada', undefined, line.port);
    const id = await files.taken(bob, ada, chat, ENDLESS);
    upload(id);
    const fetching = await heldBack(id);

    line.cut();

    await pausedSoon(bob);
    fetching.resume();
    expect((await fetching.over).whole).toBe(false);
  });

  it.each(['expect', 'x-expect'])('an upload alone that says %s, while nothing is read from it', async (header) => {
    await meet();
    const ada = await town.io('ada');
    const id = await files.taken(bob, ada, chat, ENDLESS);
    upload(id, { [header]: '100-continue', host: `127.0.0.1:${town.app.port}` });
    const fetching = await heldBack(id);

    line.cut();

    await pausedSoon(bob);
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    fetching.cut();
  });

  it('an upload alone that takes no interim answers: noticed when its sender comes to send on', async () => {
    await meet();
    const ada = await town.io('ada');
    const id = await files.taken(bob, ada, chat, ENDLESS);
    upload(id);
    const fetching = await heldBack(id);
    line.cut();
    times.still = 0;

    const again = await files.put('ada', id, bytesOf(10));

    expect(again).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Wait until it is accepted') },
    });
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    expect(await bob.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    fetching.cut();
  });

  it('an upload that is being read is no lost one: a second is refused, and the first goes on', async () => {
    await meet();
    const ada = await town.io('ada');
    const id = await files.taken(bob, ada, chat, ENDLESS);
    upload(id);
    const fetching = await started(id);

    expect(await files.put('ada', id, bytesOf(10))).toMatchObject({
      status: 409,
      body: { detail: 'This file is being sent already.' },
    });

    await fetching.has(fetching.size + MEGABYTE);
    expect(bob.of('transfer:paused')).toEqual([]);
    fetching.cut();
  });

  it('a sender on ws/file, while nothing is read from them: the recipient is told', async () => {
    await meet();
    const [ada, sender] = await Promise.all([town.io('ada'), socketOverLine('ada')]);
    const id = await files.taken(bob, ada, chat, ENDLESS);
    uploadFrames(sender, id);
    const fetching = await heldBack(id);

    line.cut();

    await pausedSoon(bob);
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    fetching.cut();
  });

  it('a sender whose page is back at once goes on sending', async () => {
    await meet();
    const ada = await town.io('ada', undefined, line.port);
    const bytes = bytesOf(64 * MEGABYTE);
    const id = await files.taken(bob, ada, chat, bytes.length);
    const sending = files.put('ada', id, bytes);
    const fetching = await heldBack(id);

    times.missed = 60_000;
    line.cut();
    await soon(() => way(id).missed_since !== null);
    await town.io('ada');
    times.missed = 0;

    expect(way(id).missed_since).toBe(null);
    fetching.resume();
    expect(await sending).toMatchObject({ status: 200 });
    expect(sha256((await fetching.over).bytes)).toBe(sha256(bytes));
    expect(bob.of('transfer:paused')).toEqual([]);
  });

  it('a sender who said goodbye may still be sending by another program', async () => {
    await meet();
    const ada = await files.socket('ada', chat);
    const bytes = bytesOf(64 * MEGABYTE);
    ada.send({ type: 'offer', name: 'plan.bin', size: bytes.length });
    const id = (await ada.heard('offer_made')).transfer_id;
    await bob.ask('transfer:accept', { transfer_id: id });
    const sending = files.put('ada', id, bytes);
    const fetching = await heldBack(id);

    times.missed = 0;
    await ada.hangUp();
    await bob.heard('presence', ({ is_online }) => is_online === false);

    fetching.resume();
    expect(await sending).toMatchObject({ status: 200 });
    expect((await fetching.over).whole).toBe(true);
  });

  it.each(['PUT', 'ws/file'])('a sender by %s whose line falls silent is given up after a while', async (door) => {
    await meet();
    times.stall = 500;
    const [ada, sender] = await Promise.all([town.io('ada'), socketOverLine('ada')]);
    const id = await files.taken(bob, ada, chat, ENDLESS);
    if (door === 'PUT') upload(id);
    else uploadFrames(sender, id);
    const fetching = await started(id);

    line.stall();

    expect(await bob.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    expect((await fetching.over).whole).toBe(false);
    await line.mend();
  });

  it('a recipient whose line falls silent: the upload ends, and the sender is told', async () => {
    await meet();
    times.stall = 500;
    const [ada, recipient] = await Promise.all([town.io('ada'), socketOverLine('bob')]);
    const id = await files.offered(ada, chat, 64 * MEGABYTE);
    recipient.send({ type: 'accept', transfer_id: id });
    await ada.heard('transfer:accepted');
    line.stall();

    const sent = await files.put('ada', id, bytesOf(64 * MEGABYTE)).catch(() => ({ status: 409 }));

    expect(sent.status).toBe(409);
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    expect(ada.of('transfer:done')).toEqual([]);
    await line.mend();
  });

  it('a recipient on ws/file who never says that all was read: nobody is told it was, until they say what they have', async () => {
    await meet();
    const ada = await town.io('ada');
    const silent = { token: town.person('bob').phone.access, autoPong: false };
    const recipient = await town.dial(`/ws/file/${chat}/`, silent).opened();
    const bytes = bytesOf(3);
    const id = await files.offered(ada, chat, bytes.length);
    recipient.send({ type: 'accept', transfer_id: id });
    await ada.heard('transfer:accepted');

    expect((await files.put('ada', id, bytes)).status).toBe(409);

    expect(await ada.heard('transfer:paused')).toMatchObject({ offset: 3 });
    expect(ada.of('transfer:done')).toEqual([]);
    recipient.send({ type: 'accept', transfer_id: id, offset: 3 });
    expect(await ada.heard('transfer:done')).toMatchObject({ sha256: sha256(bytes) });
    expect(await recipient.heard('done')).toMatchObject({ bytes: 3 });
  });
});
