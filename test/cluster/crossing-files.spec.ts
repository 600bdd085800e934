import { request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from '../../src/cluster/redis.js';
import { Connections } from '../../src/realtime/connections.js';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import type { Json } from '../support/client.js';
import { Crossing, type Name } from '../support/crossing.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { bytesOf, sha256 } from '../support/files.js';
import type { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { soon } from '../support/soon.js';

const MEGABYTE = 2 ** 20;
const ENDLESS = 2 ** 40;
/** How many keys hold these characters. */
const KEEPS = `
  local found = 0
  for _, key in ipairs(redis.call('KEYS', '*')) do
    if string.find(redis.call('DUMP', key) or '', ARGV[1], 1, true) then found = found + 1 end
  end
  return found`;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in buffers and not just waiting to be thrown away. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** A PUT that never comes to its end. It is still when nothing more was taken of it for a while. */
function endlessly({ port, id, headers }: { port: number; id: string; headers: Record<string, string> }) {
  const all = { ...headers, 'content-length': ENDLESS };
  const sent = request({ port, path: `/transfer/${id}/`, method: 'PUT', headers: all, agent: false });
  const block = Buffer.alloc(MEGABYTE, 'x');
  let movedAt = performance.now();
  const fill = () => {
    movedAt = performance.now();
    while (!sent.destroyed && sent.write(block));
  };
  sent.on('drain', fill).on('error', () => undefined);
  fill();
  return { isStill: () => performance.now() - movedAt > 500 };
}

describeIf('redis-server', 'files between people on different instances', () => {
  let town: Crossing;
  beforeAll(async () => {
    town = await Crossing.open();
  });
  afterEach(() => town.end());
  afterAll(() => town.close());

  it.each<[Name, Name]>([
    ['here', 'there'],
    ['there', 'here'],
    ['there', 'there'],
    ['third', 'third'],
  ])('are sent by HTTP to %s and fetched by HTTP from %s', async (from, to) => {
    await town.meet();
    const bytes = bytesOf(5 * MEGABYTE + 3);
    const id = await town.files.offered(town.ada, town.chat, bytes.length);
    expect(await town.bob.heard('transfer:offered')).toMatchObject({ transfer_id: id, sender_username: 'ada' });
    expect(await town.bob.ask('transfer:accept', { transfer_id: id })).toEqual({ ok: true });
    await town.ada.heard('transfer:accepted', ({ offset, username }) => offset === 0 && username === 'bob');

    const [sent, got] = await Promise.all([town.put(id, bytes, from), town.get(id, to).over]);

    expect(sent).toMatchObject({ status: 200, body: { bytes: bytes.length, sha256: sha256(bytes) } });
    expect([got.status, got.whole, sha256(got.bytes)]).toEqual([200, true, sha256(bytes)]);
    expect(got.headers['content-disposition']).toContain('plan.bin');
    for (const one of [town.ada, town.bob])
      expect(await one.heard('transfer:done')).toMatchObject({ sha256: sha256(bytes) });
    expect(await town.bob.heard('message:new')).toMatchObject({ event: { name: 'file_sent' } });
    expect(town.ada.of('transfer:progress').length).toBeGreaterThan(0);
    expect(town.bob.of('transfer:progress').length).toBeGreaterThan(0);
  });

  describe('pass over ws/file', () => {
    const through = async (source: Name, sink: Name): Promise<[RawClient, RawClient, string, Buffer]> => {
      await town.meet();
      const bytes = bytesOf(3 * MEGABYTE + 7);
      const [from, to] = [
        await town.files.socket('ada', town.chat, town.at(source)),
        await town.files.socket('bob', town.chat, town.at(sink)),
      ];
      const id = await town.files.offered(town.ada, town.chat, bytes.length);
      await to.heard('offered', ({ transfer_id }) => transfer_id === id);
      return [from, to, id, bytes];
    };

    it.each<[Name, Name]>([
      ['here', 'there'],
      ['there', 'there'],
      ['third', 'there'],
    ])('from a socket on %s to one on %s', async (source, sink) => {
      const [from, to, transfer_id, bytes] = await through(source, sink);

      to.send({ type: 'accept', transfer_id });
      await from.heard('accepted');
      await town.files.send(from, transfer_id, bytes);
      await to.heard('done');

      expect(to.ofType('begin')).toEqual([{ type: 'begin', transfer_id, offset: 0, size: bytes.length }]);
      expect(to.ofType('end')).toEqual([{ type: 'end', transfer_id, sha256: sha256(bytes) }]);
      expect(sha256(Buffer.concat(to.content))).toBe(sha256(bytes));
      expect(await from.heard('done')).toMatchObject({ sha256: sha256(bytes) });
      expect([from.ofType('error'), to.ofType('error')]).toEqual([[], []]);
    });

    it('and not to the end where the sender says another hash', async () => {
      const [from, to, transfer_id, bytes] = await through('there', 'there');
      to.send({ type: 'accept', transfer_id });
      await from.heard('accepted');

      from.send({ type: 'begin', transfer_id, offset: 0, size: bytes.length });
      for (let at = 0; at < bytes.length; at += MEGABYTE) from.send(bytes.subarray(at, at + MEGABYTE), true);
      from.send({ type: 'end', transfer_id, sha256: sha256(Buffer.from('another file')) });

      for (const one of [from, to]) expect(await one.heard('failed')).toMatchObject({ reason: 'size_mismatch' });
      expect(to.size).toBeLessThan(bytes.length);
    });

    it('from a socket to whoever fetches by HTTP, and the reverse', async () => {
      const [from, to, first, bytes] = await through('there', 'there');
      to.send({ type: 'accept', transfer_id: first, via: 'http' });
      await from.heard('accepted');
      const [got] = await Promise.all([town.get(first, 'there').over, town.files.send(from, first, bytes)]);
      expect([got.status, sha256(got.bytes)]).toEqual([200, sha256(bytes)]);
      await from.heard('done');

      const second = await town.files.offered(town.ada, town.chat, bytes.length);
      await to.heard('offered', ({ transfer_id }) => transfer_id === second);
      to.send({ type: 'accept', transfer_id: second });
      await from.heard('accepted', ({ transfer_id }) => transfer_id === second);
      expect((await town.put(second, bytes, 'third')).body).toMatchObject({ sha256: sha256(bytes) });
      expect(sha256(Buffer.concat(to.content))).toBe(sha256(bytes));
    });
  });

  it('are never in Redis, neither kept nor said', async () => {
    await town.meet();
    const marker = `never-in-redis-${process.pid}`;
    const bytes = Buffer.concat([bytesOf(100_000), Buffer.from(marker), bytesOf(100_000)]);
    const ear = town.two.here.get(Redis).client!.duplicate();
    const said: string[] = [];
    await ear.on('error', () => undefined).connect();
    await ear.pSubscribe('*', (text) => void said.push(text));
    const id = await town.taken(bytes.length);

    const [, got] = await Promise.all([town.put(id, bytes, 'third'), town.get(id, 'there').over]);
    await town.bob.heard('transfer:done');

    expect(got.bytes.includes(marker)).toBe(true);
    expect(said.join()).toContain(id);
    expect(said.join()).not.toContain(marker);
    await ear.close();
    expect(await town.two.redis.say('EVAL', KEEPS, '0', marker)).toBe(':0');
  });

  it('go on where the recipient was cut off, on another instance', async () => {
    await town.meet();
    const bytes = bytesOf(80 * MEGABYTE);
    const id = await town.taken(bytes.length);
    const sending = town.put(id, bytes, 'there');
    const fetching = town.get(id, 'there');
    await fetching.has(MEGABYTE);

    const since = performance.now();
    fetching.cut();
    expect((await sending).status).toBe(409);
    expect(performance.now() - since).toBeLessThan(5_000);
    for (const one of [town.ada, town.bob]) await one.heard('transfer:paused');
    const have = (await fetching.over).bytes;
    const rest = town.get(id, 'here', { range: `bytes=${have.length}-` });
    const { offset } = await town.ada.heard('transfer:accepted', (accepted) => accepted.offset > 0);
    const again = await town.put(id, bytes.subarray(offset), 'third', `?offset=${offset}`);
    const got = await rest.over;

    expect([again.status, again.body.sha256]).toEqual([200, sha256(bytes)]);
    expect([got.status, offset]).toEqual([206, have.length]);
    expect(sha256(Buffer.concat([have, got.bytes]))).toBe(sha256(bytes));
    const beyond = await town.get(id, 'there', { range: `bytes=${bytes.length + 1}-` }).over;
    expect(beyond.status).toBe(404);
  });

  it('fill no memory while nobody reads, and are paused when the page of the sender vanishes elsewhere', async () => {
    await town.meet();
    const line = await CuttableLine.to(town.third.port);
    town.ada.hangUp();
    town.ada = await town.two.io('ada', 'here', (await town.two.town.person('ada').anotherPhone()).access);
    await town.two.town.io('ada', undefined, line.port);
    await soon(() => town.two.here.get(Connections).countOfUser(town.two.town.id('ada')) === 1);
    const id = await town.taken(ENDLESS);
    const before = heldBytes();
    const fetching = town.get(id, 'there');
    const sending = endlessly({ port: line.port, id, headers: town.phone('ada', town.third).headers() });
    await fetching.has(MEGABYTE);
    fetching.pause();
    const { bridge } = town.two.here.get(OpenTransfers).find(id)!.ways.get(town.two.town.id('bob'))!;
    await soon(() => bridge.isUnread && sending.isStill());

    await soon(() => heldBytes() - before - fetching.size < 32 * MEGABYTE);
    const since = performance.now();
    line.cut();
    for (const one of [town.ada, town.bob])
      expect(await one.heard('transfer:paused')).toMatchObject({ transfer_id: id });
    expect(performance.now() - since).toBeLessThan(5_000);
    fetching.cut();
    await line.close();
  });

  it('are declined and cancelled from either side, and the first device has them wherever it is', async () => {
    await town.meet();
    const bobs = await town.two.io('bob', 'here', (await town.two.town.person('bob').anotherPhone()).access);
    const [one, other, more] = [await town.offered(10), await town.offered(10), await town.offered(10)];
    const is = (id: string) => (payload: Json) => payload.transfer_id === id;

    expect(await town.bob.ask('transfer:decline', { transfer_id: one })).toEqual({ ok: true });
    expect(await town.ada.heard('transfer:failed', is(one))).toMatchObject({ reason: 'declined' });
    expect(await town.bob.ask('transfer:accept', { transfer_id: other })).toEqual({ ok: true });
    expect(await bobs.heard('transfer:failed', is(other))).toMatchObject({ reason: 'taken' });
    expect(await bobs.ask('transfer:accept', { transfer_id: other })).toMatchObject({ ok: false, code: 'conflict' });
    expect(await town.bob.ask('transfer:cancel', { transfer_id: other })).toEqual({ ok: true });
    expect(await town.ada.heard('transfer:failed', is(other))).toMatchObject({ reason: 'cancelled' });
    const adas = await town.two.io('ada', 'there');
    expect(await adas.ask('transfer:cancel', { transfer_id: more })).toEqual({ ok: true });
    expect(await town.bob.heard('transfer:failed', is(more))).toMatchObject({ reason: 'cancelled' });
    expect(await town.bob.ask('transfer:accept', { transfer_id: more })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  it('are listed for, and told to, whoever connects to another instance', async () => {
    await town.meet();
    const id = await town.offered(10);

    const late = await town.two.io('bob', 'there');

    expect(await late.heard('transfer:offered')).toEqual(town.bob.of('transfer:offered')[0]);
    const { body } = await town.phone('bob', town.third).get('/transfer/');
    expect(body).toMatchObject([{ transfer_id: id, recipients: 1, ways: [{ username: 'bob', state: 'offered' }] }]);
    expect((await town.phone('eve', town.third).get('/transfer/')).body).toEqual([]);
  });
});
