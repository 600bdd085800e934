import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TransferTimes } from '../../src/transfers/transfer-times.js';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { PresenceTimes } from '../../src/presence/presence-times.js';
import { bytesOf, Files, sha256 } from '../support/files.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;

describe('a file ends with what holds it', () => {
  let town: SocketTown;
  let files: Files;
  let times: TransferTimes;
  let ada: SocketClient;
  let bob: SocketClient;
  let chat: number;
  beforeAll(async () => {
    town = await SocketTown.open();
    files = new Files(town);
    times = town.app.get(TransferTimes);
  });
  afterEach(async () => {
    Object.assign(times, new TransferTimes());
    await town.hangUp();
  });
  afterAll(() => town.close());

  const meet = async (): Promise<void> => {
    chat = await town.chat('ada', 'bob');
    [ada, bob] = await Promise.all([town.io('ada'), town.io('bob')]);
  };
  /** Bytes flow, and go on doing so. */
  const flowing = async () => {
    await meet();
    const bytes = bytesOf(64 * MEGABYTE);
    const id = await files.taken(bob, ada, chat, bytes.length);
    const sending = files.put('ada', id, bytes).catch((error: Error) => ({ status: 0, error, body: null }));
    const fetching = files.get('bob', id);
    await fetching.has(MEGABYTE);
    fetching.pause();
    return { id, bytes, sending, fetching };
  };
  const failures = (client: SocketClient) => client.heard('transfer:failed');

  it('when nobody takes it in time', async () => {
    times.offer = 10;
    await meet();
    const transfer_id = await files.offered(ada, chat, 10);

    const failed = await failures(ada);

    expect(failed).toEqual({ transfer_id, chat_id: chat, user_id: town.id('bob'), reason: 'expired' });
    expect(await failures(bob)).toEqual(failed);
    expect(await bob.ask('transfer:accept', { transfer_id })).toMatchObject({ code: 'not_found' });
    expect(town.app.get(OpenTransfers).all()).toEqual([]);
  });

  it('when nobody goes on after a pause in time', async () => {
    const { id, sending, fetching } = await flowing();
    times.pause = 10;

    fetching.cut();

    expect(await failures(bob)).toMatchObject({ transfer_id: id, reason: 'expired' });
    expect(await sending).toMatchObject({ status: 409 });
    expect((await files.put('ada', id, Buffer.alloc(1))).status).toBe(404);
  });

  it('when the other side does not come, and may be tried again', async () => {
    times.meeting = 10;
    await meet();
    const id = await files.taken(bob, ada, chat, 10);

    const got = await files.get('bob', id).over;

    expect([got.status, JSON.parse(got.bytes.toString()).code]).toEqual([409, 'conflict']);
    expect(await ada.heard('transfer:paused')).toMatchObject({ transfer_id: id, offset: 0 });
    times.meeting = 10_000;
    await bob.ask('transfer:accept', { transfer_id: id, offset: 0 });
    const [put] = await Promise.all([files.put('ada', id, bytesOf(10)), files.get('bob', id).over]);
    expect(put.status).toBe(200);
  });

  it('when a member leaves the chat: both are told, nothing more is passed on', async () => {
    const { id, sending, fetching } = await flowing();
    const { EventBus } = await import('../../src/events/event-bus.js');
    const [chat_id, user_id] = [chat, town.id('bob')];
    await town.app.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [chat_id, user_id]);

    const left = { chat_id, user_id, username: 'bob', reason: 'left' as const, member_count: 1 };
    town.app.get(EventBus).publish('member left', left);

    expect(await failures(ada)).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    expect(await failures(bob)).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    expect(await sending).toMatchObject({ status: 409 });
    fetching.resume();
    expect((await fetching.over).whole).toBe(false);
  });

  it('when one blocks the other', async () => {
    const { id, sending } = await flowing();

    await town.person('bob').phone.post(`/user/${town.id('ada')}/block/`);

    expect(await failures(ada)).toMatchObject({ transfer_id: id, reason: 'peer_gone' });
    expect(await sending).toMatchObject({ status: 409 });
    const offer = { chat_id: chat, name: 'a', size: 1 };
    const blocked = await ada.ask('transfer:offer', offer);
    await town.person('bob').phone.delete(`/user/${town.id('ada')}/block/`);
    await town.person('bob').phone.patch('/user/me/', { lastseen_visible: false });
    const hidden = await ada.ask('transfer:offer', offer);
    await town.person('bob').phone.patch('/user/me/', { lastseen_visible: true });
    bob.hangUp();
    Object.assign(town.app.get(PresenceTimes), { grace: 0 });
    const away = await ada.ask('transfer:offer', offer);
    expect([blocked, hidden]).toEqual([away, away]);
    expect(away.code).toBe('peer_offline');
  });

  it('when the device that has taken it is signed out', async () => {
    await meet();
    const id = await files.offered(ada, chat, 64 * MEGABYTE);
    const phone = await town.person('bob').anotherPhone();
    const device = await town.io('bob', phone.access);
    await device.ask('transfer:accept', { transfer_id: id });
    const sending = files.put('ada', id, bytesOf(64 * MEGABYTE)).catch(() => ({ status: 0 }));
    await files.sent(id);

    await phone.post('/user/logout/', { refresh: phone.refresh });

    expect(await failures(ada)).toMatchObject({ transfer_id: id, reason: 'peer_gone' });
    expect((await sending).status).toBe(409);
  });

  it('when its offer was not taken and one of them goes', async () => {
    await meet();
    const eve = await town.io('eve');
    const other = await town.chat('ada', 'eve');
    const [first, second] = [await files.offered(ada, chat, 1), await files.offered(ada, other, 1)];

    eve.hangUp();
    expect(await ada.heard('transfer:failed', (one) => one.transfer_id === second)).toMatchObject({
      reason: 'peer_gone',
    });
    ada.hangUp();

    expect(await bob.heard('transfer:failed')).toMatchObject({ transfer_id: first, reason: 'peer_gone' });
  });

  it('and a cut-off file never looks whole, whoever was cut off', async () => {
    const { id, fetching } = await flowing();

    await ada.ask('transfer:cancel', { transfer_id: id });
    fetching.resume();

    const got = await fetching.over;
    expect([got.status, got.whole]).toEqual([200, false]);
    expect(Number(got.headers['content-length'])).toBe(64 * MEGABYTE);
  });

  it('but not with a page that is loaded anew: the offer is there again, and so is what was interrupted', async () => {
    const { id, bytes, fetching, sending } = await flowing();
    const waiting = await files.offered(ada, chat, 7);
    fetching.cut();
    await ada.heard('transfer:paused');

    const again = await town.io('bob');
    const sender = await town.io('ada');

    expect(await again.heard('transfer:offered', (one) => one.transfer_id === waiting)).toMatchObject({ size: 7 });
    expect(await again.heard('transfer:offered', (one) => one.transfer_id === id)).toMatchObject({ name: 'plan.bin' });
    const { offset } = await again.heard('transfer:paused');
    expect(await sender.heard('transfer:paused')).toMatchObject({ transfer_id: id, offset });
    await sending;
    const kept = Buffer.concat(fetching.chunks);
    const rest = files.get('bob', id, { range: `bytes=${kept.length}-` });
    const accepted = await sender.heard('transfer:accepted');
    await files.put('ada', id, bytes.subarray(accepted.offset), `?offset=${accepted.offset}`);
    expect(sha256(Buffer.concat([kept, (await rest.over).bytes]))).toBe(sha256(bytes));
    const elsewhere = await town.io('bob', (await town.person('bob').anotherPhone()).access);
    await elsewhere.settled();
    expect(elsewhere.of('transfer:offered').map(({ transfer_id }) => transfer_id)).toEqual([waiting]);
  });
});
