import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { bytesOf, Files, sha256 } from '../support/files.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;

/** Nothing for a folder, and for a file that is gone by now. */
function contentOf(path: string): Buffer {
  try {
    return statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

describe('passing a file on', () => {
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
    for (const { ways } of town.app.get(OpenTransfers).all()) {
      for (const { leg, bridge } of ways.values()) if (leg.isOpen) bridge.fail('cancelled');
    }
    await town.hangUp();
  });
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([town.io('ada'), town.io('bob')]);
  };

  describe('going on', () => {
    it('is possible from what was passed on at most', async () => {
      await meet();
      const bytes = bytesOf(32 * MEGABYTE);
      const id = await files.taken(bob, ada, chat, bytes.length);
      const sending = files.put('ada', id, bytes);
      const fetching = files.get('bob', id);
      await fetching.has(MEGABYTE);
      fetching.cut();
      await sending;
      const { offset } = await bob.heard('transfer:paused');

      for (const wrong of [-1, offset + 1, bytes.length, 2 ** 53, 1.5, '1', {}]) {
        const answer = await bob.ask('transfer:accept', { transfer_id: id, offset: wrong });
        expect([wrong, answer.code]).toEqual([wrong, 'invalid_input']);
      }
      const beyond = await files.get('bob', id, { range: `bytes=${offset + 1}-` }).over;
      expect([beyond.status, JSON.parse(beyond.bytes.toString()).statusCode]).toEqual([416, 416]);
      const other = await town.io('bob', (await town.person('bob').anotherPhone()).access);
      expect(await other.ask('transfer:accept', { transfer_id: id, offset: 0 })).toMatchObject({ code: 'conflict' });

      expect(await bob.ask('transfer:accept', { transfer_id: id, offset })).toEqual({ ok: true });
    });

    it('from the very beginning gives the whole file and its hash again', async () => {
      await meet();
      const bytes = bytesOf(8 * MEGABYTE);
      const id = await files.taken(bob, ada, chat, bytes.length);
      const sending = files.put('ada', id, bytes);
      const fetching = files.get('bob', id);
      await fetching.has(MEGABYTE);
      fetching.cut();
      await sending;

      const rest = files.get('bob', id);
      await ada.heard('transfer:accepted', () => ada.of('transfer:accepted').length === 2);
      const put = await files.put('ada', id, bytes);

      expect(put.body.sha256).toBe(sha256(bytes));
      expect(sha256((await rest.over).bytes)).toBe(sha256(bytes));
    });
  });

  describe('the bytes', () => {
    it('are as many as were offered, or the transfer fails for both', async () => {
      await meet();
      for (const size of [9, 11]) {
        const id = await files.taken(bob, ada, chat, 10);
        const got = files.get('bob', id).over;
        const put = await files.put('ada', id, bytesOf(size));
        expect([put.status, put.body.code]).toEqual([400, 'invalid_input']);
        // As it came before the PUT or after it.
        expect([409, 404]).toContain((await got).status);
        const failed = { transfer_id: id, reason: 'size_mismatch' };
        expect(await bob.heard('transfer:failed', (one) => one.transfer_id === id)).toMatchObject(failed);
      }
    });

    it.each([
      ['?offset=1', 409],
      ['?offset=-1', 400],
      ['?offset=x', 400],
      ['?to=x', 400],
      ['?to=999999', 404],
    ])('are refused with %s', async (query, status) => {
      await meet();
      const id = await files.taken(bob, ada, chat, 10);
      expect((await files.put('ada', id, bytesOf(10), query)).status).toBe(status);
    });

    it('come after somebody has taken the file, and once', async () => {
      await meet();
      const id = await files.offered(ada, chat, 10);
      expect((await files.put('ada', id, bytesOf(10))).status).toBe(409);
      expect((await files.get('bob', id).over).status).toBe(404);
      await bob.ask('transfer:accept', { transfer_id: id });
      const first = files.get('bob', id);
      const once = files.put('ada', id, bytesOf(10));
      await first.over;
      expect((await once).status).toBe(200);
      expect((await files.put('ada', id, bytesOf(10))).status).toBe(404);
      expect((await files.get('bob', id).over).status).toBe(404);
    });

    it('are what they are, though they look like a form or JSON', async () => {
      await meet();
      for (const type of [
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data',
      ]) {
        const bytes = Buffer.alloc(100_000, '{"a":');
        const id = await files.taken(bob, ada, chat, bytes.length);
        const sending = { method: 'PUT', raw: bytes as never, headers: { 'content-type': type } };
        const [put, got] = await Promise.all([
          town.person('ada').phone.send(`/transfer/${id}/`, sending),
          files.get('bob', id).over,
        ]);
        expect([type, put.status, got.bytes.equals(bytes)]).toEqual([type, 200, true]);
      }
    });

    it('of a page need its security token, and are fetched by its cookie', async () => {
      await meet();
      const [adaAtHome, bobAtHome] = await Promise.all([town.person('ada').browser(), town.person('bob').browser()]);
      const page = await town.ioWith({}, { cookie: bobAtHome.cookie() });
      const id = await files.offered(ada, chat, 10);
      expect(await page.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
      const sending = { method: 'PUT', raw: bytesOf(10) as never, headers: { 'content-type': 'text/plain' } };

      const forged = { ...sending, headers: { ...sending.headers, 'x-csrf-token': '' } };
      expect((await adaAtHome.send(`/transfer/${id}/`, forged)).status).toBe(403);
      const [put, got] = await Promise.all([
        adaAtHome.send(`/transfer/${id}/`, sending),
        bobAtHome.send(`/transfer/${id}/`),
      ]);

      expect([put.status, got.status]).toEqual([200, 200]);
    });

    it('are asked about without being fetched', async () => {
      await meet();
      const id = await files.taken(bob, ada, chat, 10);

      const { status, headers } = await town.person('bob').phone.send(`/transfer/${id}/`, { method: 'HEAD' });

      expect([status, headers.get('content-length'), headers.get('accept-ranges')]).toEqual([200, '10', 'bytes']);
      const [put] = await Promise.all([files.put('ada', id, bytesOf(10)), files.get('bob', id).over]);
      expect(put.status).toBe(200);
    });

    it('of somebody who is refused are not read for long', async () => {
      await meet();
      const socket = connect(town.app.port, '127.0.0.1');
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const { authorization } = town.person('eve').phone.headers();
      socket.write(
        `PUT /transfer/none/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 99\r\n\r\n`,
      );
      const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
      expect(answer.toString()).toMatch(/^HTTP\/1.1 404 /);

      const began = performance.now();
      await closed;
      expect(performance.now() - began).toBeLessThan(5000);
    });

    it('are kept nowhere: not in the database, on disk or in a log', async () => {
      await meet();
      const marker = `never-stored-${process.pid}-${Math.random()}`;
      const bytes = Buffer.concat([bytesOf(MEGABYTE), Buffer.from(marker), bytesOf(MEGABYTE)]);
      const before = new Set(readdirSync(tmpdir()));
      const id = await files.taken(bob, ada, chat, bytes.length);

      const [, got] = await Promise.all([files.put('ada', id, bytes), files.get('bob', id).over]);
      await bob.heard('message:new');

      expect(got.bytes.includes(marker)).toBe(true);
      expect(JSON.stringify(town.app.lines).includes(marker)).toBe(false);
      const made = readdirSync(tmpdir()).filter((name) => !before.has(name));
      // Other tests make and remove files there at the same time.
      const holds = (path: string) => contentOf(path).includes(marker);
      expect(made.map((name) => join(tmpdir(), name)).filter(holds)).toEqual([]);
      const tables: { name: string }[] = await town.app.database.query(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      for (const { name } of tables) {
        const [{ n }] = await town.app.database.query(
          `SELECT count(*)::int AS n FROM "${name}" t WHERE t::text LIKE $1`,
          [`%${marker}%`],
        );
        expect([name, n]).toEqual([name, 0]);
      }
      expect(JSON.stringify(town.app.lines)).not.toContain('plan.bin');
    });
  });
});
