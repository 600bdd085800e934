import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bytesOf, Files, sha256 } from '../support/files.js';
import type { RawClient } from '../support/raw-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;

describe('on ws/file', () => {
  let town: SocketTown;
  let files: Files;
  let chat: number;
  let ada: RawClient;
  let bob: RawClient;
  beforeAll(async () => {
    town = await SocketTown.open();
    files = new Files(town);
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([files.socket('ada', chat), files.socket('bob', chat)]);
  };
  const offered = async (size: number, more: object = {}): Promise<string> => {
    ada.send({ type: 'offer', name: 'plan.bin', size, ...more });
    return (await ada.heard('offer_made')).transfer_id;
  };

  it('a file goes from socket to socket, framed by its begin and its end', async () => {
    await meet();
    const bytes = bytesOf(3 * MEGABYTE + 7);

    const transfer_id = await offered(bytes.length, { mime: 'image/png', client_id: 'first' });
    const offer = await bob.heard('offered');
    bob.send({ type: 'accept', transfer_id });
    const accepted = await ada.heard('accepted');
    await files.send(ada, transfer_id, bytes);
    const done = await bob.heard('done');

    expect(ada.ofType('offer_made')).toEqual([{ type: 'offer_made', transfer_id, recipients: 1, client_id: 'first' }]);
    const sender = { sender: town.id('ada'), sender_username: 'ada' };
    const about = { transfer_id, chat_id: chat, name: 'plan.bin', size: bytes.length, mime: 'image/png' };
    expect(offer).toEqual({ type: 'offered', ...about, ...sender });
    const toBob = { transfer_id, chat_id: chat, user_id: town.id('bob') };
    expect(accepted).toEqual({ type: 'accepted', ...toBob, username: 'bob', offset: 0 });
    expect(bob.ofType('begin')).toEqual([{ type: 'begin', transfer_id, offset: 0, size: bytes.length }]);
    expect(bob.ofType('end')).toEqual([{ type: 'end', transfer_id, sha256: sha256(bytes) }]);
    expect(sha256(Buffer.concat(bob.content))).toBe(sha256(bytes));
    expect(done).toEqual({ type: 'done', ...toBob, bytes: bytes.length, sha256: sha256(bytes) });
    expect(await ada.heard('done')).toEqual(done);
    expect(bob.ofType('progress').every((told) => told.bytes <= bytes.length)).toBe(true);
  });

  it('a file goes from a socket to whoever fetches it by HTTP', async () => {
    await meet();
    const bytes = bytesOf(MEGABYTE);
    const transfer_id = await offered(bytes.length);
    bob.send({ type: 'accept', transfer_id, via: 'http' });
    await ada.heard('accepted');

    const [got] = await Promise.all([files.get('bob', transfer_id).over, files.send(ada, transfer_id, bytes)]);

    expect([got.status, got.whole, sha256(got.bytes)]).toEqual([200, true, sha256(bytes)]);
    expect(await ada.heard('done')).toMatchObject({ sha256: sha256(bytes) });
  });

  it('a file sent by HTTP comes in frames', async () => {
    await meet();
    const bytes = bytesOf(MEGABYTE);
    const transfer_id = await offered(bytes.length);
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');

    const put = await files.put('ada', transfer_id, bytes);

    expect(put).toMatchObject({ status: 200, body: { sha256: sha256(bytes) } });
    expect(sha256(Buffer.concat(bob.content))).toBe(sha256(bytes));
  });

  it('what is sent before the recipient is there waits, and is not lost', async () => {
    await meet();
    const transfer_id = await offered(20_000);
    bob.send({ type: 'accept', transfer_id, via: 'http' });
    await ada.heard('accepted');
    const bytes = bytesOf(20_000);

    await files.send(ada, transfer_id, bytes);
    const got = await files.get('bob', transfer_id).over;

    expect(sha256(got.bytes)).toBe(sha256(bytes));
  });

  it('a recipient whose socket breaks goes on over another from the byte it has', async () => {
    await meet();
    const bytes = bytesOf(16 * MEGABYTE);
    const transfer_id = await offered(bytes.length);
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');

    const sending = files.send(ada, transfer_id, bytes);
    await bob.has(2 * MEGABYTE);
    bob.ws.terminate();
    const { offset } = await ada.heard('paused');
    await sending;
    const again = await files.socket('bob', chat);
    again.send({ type: 'accept', transfer_id, offset: bob.size });
    const accepted = await ada.heard('accepted', (frame) => frame.offset > 0);
    await files.send(ada, transfer_id, bytes, accepted.offset);
    await again.heard('done');

    expect(offset).toBeGreaterThanOrEqual(bob.size);
    expect(accepted.offset).toBe(bob.size);
    expect(sha256(Buffer.concat([...bob.content, ...again.content]))).toBe(sha256(bytes));
    expect(await ada.heard('done')).toMatchObject({ sha256: sha256(bytes) });
    expect(ada.ofType('error')).toEqual([]);
  });

  it('a sender whose socket breaks goes on over another', async () => {
    await meet();
    const bytes = bytesOf(8 * MEGABYTE);
    const transfer_id = await offered(bytes.length);
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');

    ada.send({ type: 'begin', transfer_id, offset: 0, size: bytes.length });
    ada.ws.send(bytes.subarray(0, MEGABYTE), { binary: true });
    await bob.has(MEGABYTE);
    ada.ws.terminate();
    await bob.heard('paused');
    const again = await files.socket('ada', chat);
    bob.send({ type: 'accept', transfer_id, offset: bob.size });
    const { offset } = await again.heard('accepted');
    await files.send(again, transfer_id, bytes, offset);
    await again.heard('done');

    expect(offset).toBe(MEGABYTE);
    expect(sha256(Buffer.concat(bob.content))).toBe(sha256(bytes));
  });

  it('frames of a megabyte pass, larger ones end the socket', async () => {
    await meet();
    const transfer_id = await offered(2 * MEGABYTE);
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');

    ada.send({ type: 'begin', transfer_id, offset: 0, size: 2 * MEGABYTE });
    ada.send(Buffer.alloc(MEGABYTE), true);
    await bob.has(MEGABYTE);
    ada.send(Buffer.alloc(MEGABYTE + 1), true);

    expect(await ada.ended()).toBe(1009);
    expect(await bob.heard('paused')).toMatchObject({ offset: MEGABYTE });
  });

  it('bytes that were not begun are refused, and the socket stays open', async () => {
    await meet();
    ada.send(Buffer.alloc(10), true);
    expect(await ada.heard('error')).toMatchObject({ code: 'invalid_input' });
    await ada.settled();

    ada.send({ type: 'end', transfer_id: 'none' });
    expect(await ada.heard('error', ({ code }) => code === 'conflict')).toBeDefined();
    await ada.settled();
  });

  it('more bytes than were offered end the transfer for both', async () => {
    await meet();
    const transfer_id = await offered(10);
    bob.send({ type: 'accept', transfer_id });
    await ada.heard('accepted');

    await files.send(ada, transfer_id, bytesOf(11));

    expect(await ada.heard('failed')).toMatchObject({ transfer_id, reason: 'size_mismatch' });
    expect(await bob.heard('failed')).toMatchObject({ transfer_id, reason: 'size_mismatch' });
    expect(bob.ofType('end')).toEqual([]);
  });

  it.each(['socket', 'http'])(
    'another hash than that of the bytes ends the transfer: nobody has the whole by %s',
    async (via) => {
      await meet();
      const bytes = bytesOf(200_000);
      const transfer_id = await offered(bytes.length);
      bob.send({ type: 'accept', transfer_id, via });
      await ada.heard('accepted');
      const fetching = via === 'http' ? files.get('bob', transfer_id) : bob;

      ada.send({ type: 'begin', transfer_id, offset: 0, size: bytes.length });
      for (const half of [bytes.subarray(0, 100_000), bytes.subarray(100_000)]) ada.send(half, true);
      await fetching.has(100_000);
      ada.send({ type: 'end', transfer_id, sha256: 'not a hash' });
      expect(await ada.heard('error')).toMatchObject({ code: 'invalid_input' });
      ada.send({ type: 'end', transfer_id, sha256: sha256(bytes.subarray(1)) });

      expect(await ada.heard('failed')).toMatchObject({ transfer_id, reason: 'size_mismatch' });
      expect(await bob.heard('failed')).toMatchObject({ transfer_id, reason: 'size_mismatch' });
      expect(bob.ofType('end')).toEqual([]);
      expect(fetching.size).toBeLessThan(bytes.length);
      if ('over' in fetching) expect(await fetching.over).toMatchObject({ status: 200, whole: false });
    },
  );

  it('nobody outside of the chat comes in, and a transfer of another chat is not there', async () => {
    await meet();
    const transfer_id = await offered(10);
    const other = await town.chat('bob', 'eve');
    const elsewhere = await files.socket('bob', other);

    elsewhere.send({ type: 'accept', transfer_id });

    expect(await elsewhere.heard('error')).toMatchObject({ code: 'not_found' });
    expect(await (await files.socket('eve', chat)).ended()).toBe(4404);
    expect(await bob.heard('offered')).toMatchObject({ transfer_id });
    expect(elsewhere.ofType('offered')).toEqual([]);
  });
});
