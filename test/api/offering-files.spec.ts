import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { Files } from '../support/files.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;
const dataUrl = (bytes: Buffer, type = 'image/png'): string => `data:${type};base64,${bytes.toString('base64')}`;

describe('offering a file', () => {
  let town: SocketTown;
  let files: Files;
  let ada: SocketClient;
  let bob: SocketClient;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open({ maxFileSize: 100 * MEGABYTE });
    files = new Files(town);
  });
  afterEach(async () => {
    files.end();
    await town.hangUp();
  });
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([town.io('ada'), town.io('bob')]);
  };

  describe('an offer', () => {
    it.each([
      [{ name: 'x'.repeat(256) }, 'name'],
      [{ name: '' }, 'name'],
      [{ name: '   ' }, 'name'],
      [{ name: 7 }, 'name'],
      [{ size: -1 }, 'size'],
      [{ size: 1.5 }, 'size'],
      [{ size: '7' }, 'size'],
      [{ size: 2 ** 53 }, 'size'],
      [{ type: 7 }, 'type'],
      [{ type: 'x'.repeat(128) }, 'type'],
      [{ thumbnail: 7 }, 'thumbnail'],
      [{ thumbnail: 'no picture' }, 'thumbnail'],
      [{ thumbnail: dataUrl(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml') }, 'thumbnail'],
      [{ thumbnail: dataUrl(Buffer.alloc(20_481)) }, 'thumbnail'],
      [{ chat_id: 'x' }, 'chat_id'],
    ])('is refused with %j', async (wrong, field) => {
      await meet();

      const answer = await ada.ask('transfer:offer', { chat_id: chat, name: 'a', size: 1, ...wrong });

      expect([answer.ok, answer.code, Object.keys(answer.fields)]).toEqual([false, 'invalid_input', [field]]);
    });

    it('may have a name of 255 characters, and a type that is not said', async () => {
      await meet();
      const offer = { chat_id: chat, name: '𝒳'.repeat(255), size: 1, type: null };
      expect(await ada.ask('transfer:offer', offer)).toMatchObject({ ok: true });
      expect(await bob.heard('transfer:offered')).toMatchObject({ name: offer.name, type: '' });
    });

    it('has a preview that is drawn anew, without what was hidden in it', async () => {
      await meet();
      const drawn = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#667eea' } })
        .withExif({ IFD0: { Copyright: 'hidden' } })
        .jpeg()
        .toBuffer();

      await files.offered(ada, chat, 1, { thumbnail: dataUrl(drawn, 'image/jpeg') });

      const { thumbnail } = await bob.heard('transfer:offered');
      const picture = Buffer.from(thumbnail.split(',')[1], 'base64');
      expect(thumbnail).toMatch(/^data:image\/webp;base64,/);
      expect(await sharp(picture).metadata()).toMatchObject({ width: 320, height: 160, format: 'webp' });
      expect(picture.includes('hidden')).toBe(false);
    });

    it('is refused above the largest size', async () => {
      await meet();
      const offer = { chat_id: chat, name: 'a', size: 100 * MEGABYTE };
      expect(await ada.ask('transfer:offer', { ...offer, size: offer.size + 1 })).toMatchObject({ code: 'too_large' });
      expect(await ada.ask('transfer:offer', offer)).toMatchObject({ ok: true });
    });

    it('of a stranger is answered as that in a chat that does not exist', async () => {
      await meet();
      const eve = await town.io('eve');
      const [foreign, none] = [
        await eve.ask('transfer:offer', { chat_id: chat, name: 'a', size: 1 }),
        await eve.ask('transfer:offer', { chat_id: 2_000_000_000, name: 'a', size: 1 }),
      ];
      expect(foreign).toEqual(none);
      expect(foreign.code).toBe('not_found');
    });

    it('is the twentieth at most, and nothing is left of them when they are over', async () => {
      await meet();
      const ids: string[] = [];
      for (let n = 0; n < 20; n++) ids.push(await files.offered(ada, chat, 1));

      const more = await ada.ask('transfer:offer', { chat_id: chat, name: 'a', size: 1 });
      expect(more).toMatchObject({ ok: false, code: 'rate_limited' });
      expect(await bob.ask('transfer:offer', { chat_id: chat, name: 'a', size: 1 })).toMatchObject({ ok: true });
      for (const transfer_id of ids) await ada.ask('transfer:cancel', { transfer_id });

      expect(await ada.ask('transfer:offer', { chat_id: chat, name: 'a', size: 1 })).toMatchObject({ ok: true });
      expect(town.app.get(OpenTransfers).of(town.id('ada'))).toHaveLength(2);
    });

    it('is taken three times at once at most, by either side', async () => {
      await meet();
      const ids: string[] = [];
      for (let n = 0; n < 4; n++) ids.push(await files.offered(ada, chat, 1));
      const accept = (transfer_id: string) => bob.ask('transfer:accept', { transfer_id });
      for (const id of ids.slice(0, 3)) expect(await accept(id)).toEqual({ ok: true });

      expect(await accept(ids[3]!)).toMatchObject({ ok: false, code: 'rate_limited' });
      await bob.ask('transfer:cancel', { transfer_id: ids[0] });

      expect(await accept(ids[3]!)).toEqual({ ok: true });
    });

    it('is taken once, however many devices take it at once', async () => {
      await meet();
      const phones = await Promise.all(Array.from({ length: 5 }, () => town.person('bob').anotherPhone()));
      const devices = await Promise.all(phones.map(({ access }) => town.io('bob', access)));
      const transfer_id = await files.offered(ada, chat, 1);

      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, n) => devices[n % 5]!.ask('transfer:accept', { transfer_id })),
      );

      const winner = answers.findIndex(({ ok }) => ok) % 5;
      answers.forEach(({ ok }, n) => expect(ok).toBe(n % 5 === winner));
      await ada.settled();
      expect(ada.of('transfer:accepted')).toHaveLength(1);
    });

    it('of others can be neither taken, declined nor cancelled, and goes on', async () => {
      await meet();
      const eve = await town.io('eve');
      const id = await files.offered(ada, chat, 1);
      for (const event of ['transfer:accept', 'transfer:decline', 'transfer:cancel']) {
        const answer = await eve.ask(event, { transfer_id: id });
        expect(answer).toEqual(await eve.ask(event, { transfer_id: 'none' }));
        expect(answer.code).toBe('not_found');
      }
      for (const event of ['transfer:accept', 'transfer:decline'])
        expect(await ada.ask(event, { transfer_id: id })).toMatchObject({ code: 'not_found' });

      expect(await bob.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
      expect((await eve.settled()).of('transfer:offered')).toEqual([]);
    });
  });
});
