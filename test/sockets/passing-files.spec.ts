import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/client.js';
import { bytesOf, Files, sha256 } from '../support/files.js';
import type { SocketClient } from '../support/socket-client.js';
import { soon } from '../support/soon.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;

describe('a file between two people who are here', () => {
  let town: SocketTown;
  let files: Files;
  let ada: SocketClient;
  let bob: SocketClient;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open();
    files = new Files(town);
  });
  afterEach(() => town.hangUp());
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([town.io('ada'), town.io('bob')]);
  };

  it('goes from the one to the other whole, and both are told its hash', async () => {
    await meet();
    const bytes = bytesOf(3 * MEGABYTE);

    const transfer_id = await files.offered(ada, chat, bytes.length, { type: 'Image/PNG; x=y' });
    const offered = await bob.heard('transfer:offered');
    expect(await bob.ask('transfer:accept', { transfer_id })).toEqual({ ok: true });
    const accepted = await ada.heard('transfer:accepted');
    const [put, got] = await Promise.all([
      files.put('ada', transfer_id, bytes, `?to=${town.id('bob')}&offset=0`),
      files.get('bob', transfer_id).over,
    ]);

    const [sender, sender_username] = [town.id('ada'), 'ada'];
    const [name, size, type] = ['plan.bin', bytes.length, 'image/png'];
    expect(offered).toEqual({ transfer_id, chat_id: chat, sender, sender_username, name, size, type });
    expect(accepted).toEqual({ transfer_id, chat_id: chat, user_id: town.id('bob'), username: 'bob', offset: 0 });
    const whole = { transfer_id, bytes: size, sha256: sha256(bytes) };
    expect(put).toMatchObject({ status: 200, body: whole });
    expect([got.status, got.whole, sha256(got.bytes)]).toEqual([200, true, whole.sha256]);
    expect(await ada.heard('transfer:done')).toMatchObject(whole);
    expect(await bob.heard('transfer:done')).toMatchObject(whole);
    expect(await ada.heard('transfer:progress')).toMatchObject({ transfer_id, size });
  });

  it('whoever comes back finds what is open: the sender all of it, a recipient what this device may have', async () => {
    await meet();
    const list = async (name: string) => (await town.person(name).phone.get('/transfer/')).body;
    const id = await files.offered(ada, chat, 10);
    const [mine] = await list('ada');
    expect(mine).toMatchObject({ transfer_id: id, chat_id: chat, sender: town.id('ada'), recipients: 1 });
    const offered = { user_id: town.id('bob'), username: 'bob', state: 'offered', sending: false, fetching: false };
    expect(mine.ways).toEqual([{ ...offered, offset: 0, bytes: 0, ends_in: expect.any(Number) }]);
    expect((await list('bob'))[0].ways).toMatchObject([offered]);
    expect(await list('eve')).toEqual([]);

    await bob.ask('transfer:accept', { transfer_id: id });
    const got = files.get('bob', id);
    await soon(async () => (await list('bob'))[0].ways[0].fetching);
    expect((await list('ada'))[0].ways).toMatchObject([{ state: 'accepted', sending: false, fetching: true }]);
    const elsewhere = await (await town.person('bob').anotherPhone()).get('/transfer/');
    expect(elsewhere.body).toEqual([]);
    await files.put('ada', id, Buffer.alloc(10));
    await got.over;

    expect([await list('ada'), await list('bob')]).toEqual([[], []]);
  });

  it('is saved and never shown: whatever it claims to be, no browser runs it here', async () => {
    await meet();
    const transfer_id = await files.offered(ada, chat, 5, { name: '../"é\u202egpj.html', type: 'text/html' });
    await bob.ask('transfer:accept', { transfer_id });

    const [, { headers, bytes }] = await Promise.all([
      files.put('ada', transfer_id, Buffer.from('<img>')),
      files.get('bob', transfer_id).over,
    ]);

    expect(bytes.toString()).toBe('<img>');
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '5',
      'content-disposition': `attachment; filename="\\"?gpj.html"; filename*=UTF-8''%22%C3%A9gpj.html`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('may be empty', async () => {
    await meet();
    const id = await files.taken(bob, ada, chat, 0);

    const [put, got] = await Promise.all([files.put('ada', id, Buffer.alloc(0)), files.get('bob', id).over]);

    expect(put).toMatchObject({ status: 200, body: { bytes: 0, sha256: sha256(Buffer.alloc(0)) } });
    expect(got).toMatchObject({ status: 200, whole: true, bytes: Buffer.alloc(0) });
  });

  it('may be declined, and cancelled by either', async () => {
    await meet();
    const [first, second, third] = [
      await files.offered(ada, chat, 10),
      await files.taken(bob, ada, chat, 10),
      await files.taken(bob, ada, chat, 10),
    ];

    expect(await bob.ask('transfer:decline', { transfer_id: first })).toEqual({ ok: true });
    expect(await bob.ask('transfer:cancel', { transfer_id: second })).toEqual({ ok: true });
    expect(await ada.ask('transfer:cancel', { transfer_id: third })).toEqual({ ok: true });

    expect(await ada.heard('transfer:declined')).toMatchObject({ transfer_id: first, user_id: town.id('bob') });
    const told = (client: SocketClient) => client.of('transfer:failed').map((one) => [one.transfer_id, one.reason]);
    await ada.heard('transfer:failed', ({ transfer_id }) => transfer_id === third);
    await bob.heard('transfer:failed', ({ transfer_id }) => transfer_id === third);
    const all = [
      [first, 'declined'],
      [second, 'cancelled'],
      [third, 'cancelled'],
    ];
    expect([told(ada), told(bob)]).toEqual([all, all]);
  });

  it('goes on where the recipient was cut off, and the hash is that of the whole', async () => {
    await meet();
    const bytes = bytesOf(24 * MEGABYTE);
    const id = await files.taken(bob, ada, chat, bytes.length);

    const sending = files.put('ada', id, bytes);
    const first = files.get('bob', id);
    await first.has(2 * MEGABYTE);
    first.cut();
    const cutAt = performance.now();
    const refused = await sending;
    expect(performance.now() - cutAt).toBeLessThan(2000);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const paused = await ada.heard('transfer:paused');
    expect(await bob.heard('transfer:paused')).toEqual(paused);
    const kept = Buffer.concat(first.chunks);
    expect(paused.offset).toBeGreaterThanOrEqual(kept.length);
    await bob.ask('transfer:accept', { transfer_id: id, offset: kept.length });
    const { offset } = await ada.heard('transfer:accepted', (one) => one.offset > 0);
    const [put, rest] = await Promise.all([
      files.put('ada', id, bytes.subarray(offset), `?offset=${offset}`),
      files.get('bob', id, { range: `bytes=${kept.length}-` }).over,
    ]);

    expect(offset).toBe(kept.length);
    expect(put).toMatchObject({ status: 200, body: { sha256: sha256(bytes) } });
    expect(rest.status).toBe(206);
    expect(rest.headers['content-range']).toBe(`bytes ${offset}-${bytes.length - 1}/${bytes.length}`);
    expect(sha256(Buffer.concat([kept, rest.bytes]))).toBe(sha256(bytes));
  });

  it('leaves a line in the chat: who sent what to whom, and how it ended', async () => {
    await meet();
    const [first, second] = [await files.taken(bob, ada, chat, 4), await files.offered(ada, chat, 2_500_000)];

    await Promise.all([files.put('ada', first, Buffer.from('abcd')), files.get('bob', first).over]);
    await bob.heard('message:new');
    await bob.ask('transfer:decline', { transfer_id: second });
    await bob.heard('message:new', ({ seq }) => seq === 2);

    const { messages, unread } = (await town.person('bob').phone.get(`/chat/${chat}`)).body;
    const recipient = { id: town.id('bob'), username: 'bob' };
    const file = { name: 'plan.bin', type: '' };
    expect(messages.map(({ kind, text, event }: Json) => ({ kind, text, event }))).toEqual([
      {
        kind: 'system',
        text: 'ada sent “plan.bin” (4 bytes) to bob',
        event: {
          name: 'file_sent',
          actor: { id: town.id('ada'), username: 'ada' },
          subject: {
            transfer_id: first,
            ...file,
            size: 4,
            outcome: 'done',
            recipients: [{ ...recipient, outcome: 'done' }],
            count: 1,
          },
        },
      },
      {
        kind: 'system',
        text: 'ada offered “plan.bin” (2.5 MB) to bob: it was declined',
        event: {
          name: 'file_not_sent',
          actor: { id: town.id('ada'), username: 'ada' },
          subject: {
            transfer_id: second,
            ...file,
            size: 2_500_000,
            outcome: 'declined',
            recipients: [{ ...recipient, outcome: 'declined' }],
            count: 1,
          },
        },
      },
    ]);
    expect(unread).toBe(2);
    expect((await town.person('ada').phone.get(`/chat/${chat}`)).body.unread).toBe(0);
  });

  it('is only for those between whom it passes: everybody else finds nothing', async () => {
    await meet();
    const id = await files.taken(bob, ada, chat, 10);

    const [nothing, none] = [await files.put('eve', 'none', Buffer.alloc(10)), await files.get('eve', 'none').over];
    const answers = [
      await files.put('eve', id, Buffer.alloc(10)),
      await files.put('bob', id, Buffer.alloc(10)),
      ...(await Promise.all([files.get('eve', id).over, files.get('ada', id).over])),
    ].map((answer) => ('bytes' in answer ? answer.bytes.toString() : answer.text));

    expect([nothing.status, none.status]).toEqual([404, 404]);
    expect(answers).toEqual([nothing.text, nothing.text, none.bytes.toString(), none.bytes.toString()]);
    expect(none.bytes.toString()).toBe(nothing.text);
  });

  it('is taken by one device; the others are told so', async () => {
    await meet();
    const other = await town.io('bob', (await town.person('bob').anotherPhone()).access);
    const transfer_id = await files.offered(ada, chat, 10);
    await Promise.all([bob.heard('transfer:offered'), other.heard('transfer:offered')]);

    await bob.ask('transfer:accept', { transfer_id });

    expect(await other.heard('transfer:failed')).toMatchObject({ transfer_id, reason: 'taken' });
    expect(await other.ask('transfer:accept', { transfer_id })).toMatchObject({ ok: false, code: 'conflict' });
    expect((await bob.settled()).of('transfer:failed')).toEqual([]);
  });

  it('is offered to nobody who is away', async () => {
    const alone = await town.chat('ada', 'eve');
    const adaAlone = await town.io('ada');

    const answer = await adaAlone.ask('transfer:offer', { chat_id: alone, name: 'a', size: 1 });

    expect(answer).toMatchObject({ ok: false, code: 'peer_offline' });
  });
});
