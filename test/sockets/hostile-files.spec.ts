import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bytesOf, Files, sha256 } from '../support/files.js';
import type { RawClient } from '../support/raw-client.js';
import { SocketTown } from '../support/socket-town.js';

const KILOBYTE = 2 ** 10;
const MEGABYTE = 2 ** 20;

describe('a hostile program on ws/file', () => {
  let town: SocketTown;
  let files: Files;
  let chat: number;
  let ada: RawClient;
  let bob: RawClient;
  beforeAll(async () => {
    town = await SocketTown.open({ rateLimit: true });
    files = new Files(town);
  });
  afterEach(async () => {
    files.end();
    await town.hangUp();
  });
  afterAll(() => town.close());

  const taken = async (size: number): Promise<string> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([files.socket('ada', chat), files.socket('bob', chat)]);
    ada.send({ type: 'offer', name: 'plan.bin', size });
    const { transfer_id } = await ada.heard('offer_made');
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');
    return transfer_id;
  };

  it.each([0, 1])('is cut when it floods with frames of %d bytes, and the file pauses for the other', async (size) => {
    const transfer_id = await taken(MEGABYTE);
    const before = process.memoryUsage().arrayBuffers;

    ada.send({ type: 'begin', transfer_id, size: MEGABYTE });
    for (let n = 0; n < 100_000; n++) ada.send(Buffer.alloc(size), true);

    expect(await ada.ended()).toBe(4429);
    expect(await bob.heard('paused')).toMatchObject({ transfer_id });
    expect(bob.size).toBeLessThan(KILOBYTE);
    expect(bob.content.length).toBeLessThan(KILOBYTE);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MEGABYTE);
  });

  it('is cut when it floods with bytes of no file', async () => {
    await taken(MEGABYTE);

    for (let n = 0; n < 10_000; n++) ada.send(Buffer.alloc(KILOBYTE), true);

    expect(await ada.ended()).toBe(4429);
  });

  it('is not cut for the many frames of a real file, nor for its short last one', async () => {
    const bytes = bytesOf(2 * MEGABYTE + 1);
    const transfer_id = await taken(bytes.length);

    ada.send({ type: 'begin', transfer_id, size: bytes.length });
    for (let at = 0; at < bytes.length; at += KILOBYTE) ada.send(bytes.subarray(at, at + KILOBYTE), true);
    ada.send({ type: 'end', transfer_id });

    expect(await bob.heard('done')).toMatchObject({ sha256: sha256(bytes) });
  });

  it('cannot pass other bytes under the name of a file: both are told the hash of what came', async () => {
    const bytes = bytesOf(4 * KILOBYTE);
    const mixed = Buffer.concat([bytes.subarray(KILOBYTE), bytes.subarray(0, KILOBYTE)]);
    const transfer_id = await taken(bytes.length);

    ada.send({ type: 'begin', transfer_id, size: bytes.length });
    ada.send(bytes.subarray(KILOBYTE), true);
    ada.send(bytes.subarray(0, KILOBYTE), true);
    ada.send({ type: 'end', transfer_id });

    expect(await bob.heard('end')).toMatchObject({ sha256: sha256(mixed) });
    expect(await bob.heard('done')).toMatchObject({ sha256: sha256(mixed) });
    expect(await ada.heard('done')).toMatchObject({ sha256: sha256(mixed) });
    expect(Buffer.concat(bob.content).equals(mixed)).toBe(true);
  });

  it('cannot say that somebody else is the sender', async () => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([files.socket('ada', chat), files.socket('bob', chat)]);
    const claimed = { sender: town.id('eve'), sender_username: 'eve', transfer_id: 'mine', chat_id: 1 };

    ada.send({ type: 'offer', name: 'plan.bin', size: 1, ...claimed });

    const { transfer_id } = await ada.heard('offer_made');
    const sender = { sender: town.id('ada'), sender_username: 'ada' };
    expect(await bob.heard('offered')).toMatchObject({ transfer_id, chat_id: chat, ...sender });
    expect(transfer_id).toMatch(/^[\w-]{22}$/);
  });

  it.each(['not JSON', '[]', '{"type":7}', '{"type":"begin"}', '{"type":"message","text":"x"}'])(
    'is told what is wrong with %s between the bytes, and the file goes on',
    async (garbage) => {
      const bytes = bytesOf(2 * KILOBYTE);
      const transfer_id = await taken(bytes.length);

      ada.send({ type: 'begin', transfer_id, size: bytes.length });
      ada.send(bytes.subarray(0, KILOBYTE), true);
      ada.send(garbage);
      ada.send(bytes.subarray(KILOBYTE), true);
      ada.send({ type: 'end', transfer_id });

      expect(await bob.heard('done')).toMatchObject({ sha256: sha256(bytes) });
      expect(await ada.heard('error')).toMatchObject({ code: 'invalid_input' });
    },
  );
});
