import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { TransferTimes } from '../../src/transfers/transfer-times.js';
import type { Json } from '../support/client.js';
import { bytesOf, Files, sha256 } from '../support/files.js';
import { groupOf, happeningsOf } from '../support/groups.js';
import { people } from '../support/people.js';
import type { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

const MEGABYTE = 2 ** 20;
const EVERYBODY = ['ada', 'bob', 'eve', 'carl', 'dora', 'finn'];

describe('a file offered to a group', () => {
  let town: SocketTown;
  let files: Files;
  let group: number;
  let ada: SocketClient;
  beforeAll(async () => {
    town = await SocketTown.open();
    for (const one of await people(town.app, 'carl', 'dora', 'finn')) town.cast.set(one.username, one);
    files = new Files(town);
  });
  afterEach(async () => {
    Object.assign(town.app.get(TransferTimes), new TransferTimes());
    await town.hangUp();
  });
  afterAll(() => town.close());

  /** A group of everybody that belongs to `owner`; ada is here. */
  const meet = async (owner = 'ada'): Promise<void> => {
    const others = EVERYBODY.filter((name) => name !== owner);
    group = await groupOf(
      town.person(owner),
      others.map((name) => town.person(name)),
    );
    ada = await town.io('ada');
  };
  const here = (...names: string[]) => Promise.all(names.map((name) => town.io(name)));
  const of = (name: string) => (event: Json) => event.user_id === town.id(name);
  const accept = async (client: SocketClient, transfer_id: string) =>
    expect(await client.ask('transfer:accept', { transfer_id })).toEqual({ ok: true });
  const put = (id: string, to: string, bytes: Uint8Array) =>
    files.put('ada', id, bytes, `?to=${town.id(to)}`).catch(() => ({ status: 0 }));
  /** Bytes are on their way to bob, who does not read on, and to eve's socket for files. */
  const flowing = async (bytes: Uint8Array, owner = 'ada') => {
    await meet(owner);
    const [bob] = (await here('bob')) as [SocketClient];
    const [eve, sender] = await Promise.all([files.socket('eve', group), files.socket('ada', group)]);
    const id = await files.offered(ada, group, bytes.length);
    await accept(bob, id);
    eve.send({ type: 'accept', transfer_id: id });
    await ada.heard('transfer:accepted', of('eve'));
    const toBob = put(id, 'bob', bytes);
    const fetching = files.get('bob', id);
    await fetching.has(MEGABYTE);
    fetching.pause();
    sender.send({ type: 'begin', transfer_id: id, user_id: town.id('eve'), size: bytes.length });
    sender.send(Buffer.from(bytes.subarray(0, MEGABYTE)), true);
    await eve.has(MEGABYTE);
    return { id, bob, eve, sender, toBob, fetching };
  };
  const remove = async (by: string, name: string) => {
    const { status } = await town.person(by).phone.delete(`/group/${group}/members/${town.id(name)}/`);
    expect(status).toBe(204);
  };

  it('reaches everybody who is here, but none who hide it and none with whom there is a block', async () => {
    await meet();
    const [bob, eve, dora, finn] = (await here('bob', 'eve', 'dora', 'finn')) as SocketClient[];
    const phone = (name: string) => town.person(name).phone;
    await phone('ada').post(`/user/${town.id('dora')}/block/`);
    await phone('finn').post(`/user/${town.id('ada')}/block/`);

    const made = await ada.ask('transfer:offer', { chat_id: group, name: 'plan.bin', size: 1 });

    expect(made).toMatchObject({ ok: true, recipients: 2 });
    for (const client of [bob!, eve!]) expect(await client.heard('transfer:offered')).toMatchObject({ chat_id: group });
    for (const client of [dora!, finn!, ada]) expect((await client.settled()).of('transfer:offered')).toEqual([]);
    for (const client of [dora!, finn!])
      expect(await client.ask('transfer:accept', { transfer_id: made.transfer_id })).toMatchObject({
        code: 'not_found',
      });
    await ada.ask('transfer:cancel', { transfer_id: made.transfer_id });
    await phone('ada').delete(`/user/${town.id('dora')}/block/`);
    await phone('finn').delete(`/user/${town.id('ada')}/block/`);
  });

  it('goes to each who takes it in a stream of their own, at their own pace, and one line says who has it', async () => {
    await meet();
    const [bob, carl, dora] = (await here('bob', 'carl', 'dora')) as [SocketClient, SocketClient, SocketClient];
    const [eve, sender] = await Promise.all([files.socket('eve', group), files.socket('ada', group)]);
    const bytes = bytesOf(48 * MEGABYTE);
    town.app.get(TransferTimes).offer = 4_000;
    const id = await files.offered(ada, group, bytes.length);
    await accept(bob, id);
    eve.send({ type: 'accept', transfer_id: id });
    await carl.ask('transfer:decline', { transfer_id: id });
    await ada.heard('transfer:accepted', of('eve'));
    expect((await files.put('ada', id, bytes)).status).toBe(404);
    expect((await put(id, 'carl', bytes)).status).toBe(404);

    const [toBob, slow] = [put(id, 'bob', bytes), files.get('bob', id)];
    await slow.has(MEGABYTE);
    slow.pause();
    sender.send({ type: 'begin', transfer_id: id, user_id: town.id('eve'), size: bytes.length });
    for (let at = 0; at < bytes.length; at += MEGABYTE) sender.send(bytes.subarray(at, at + MEGABYTE), true);
    sender.send({ type: 'end', transfer_id: id });
    const fast = await eve.heard('done');
    expect(ada.of('transfer:done').map(({ user_id }) => user_id)).toEqual([town.id('eve')]);
    slow.resume();
    const got = await slow.over;

    const done = { transfer_id: id, chat_id: group, bytes: bytes.length, sha256: sha256(bytes) };
    expect(fast).toEqual({ type: 'done', ...done, user_id: town.id('eve') });
    expect([got.whole, sha256(got.bytes), sha256(Buffer.concat(eve.content))]).toEqual([
      true,
      done.sha256,
      done.sha256,
    ]);
    expect(await toBob).toMatchObject({ status: 200 });
    expect(await ada.heard('transfer:done', of('bob'))).toEqual({ ...done, user_id: town.id('bob') });
    expect(await ada.heard('transfer:declined', of('carl'))).toMatchObject({ username: 'carl' });
    expect(await dora.heard('transfer:failed')).toMatchObject({ user_id: town.id('dora'), reason: 'expired' });
    expect(await ada.heard('transfer:failed', of('dora'))).toMatchObject({ reason: 'expired' });
    expect(bob.of('transfer:progress').every(of('bob'))).toBe(true);
    expect([bob, carl, dora].flatMap((client) => client.of('transfer:done').filter(of('eve')))).toEqual([]);
    const { text, event } = await ada.heard('message:new', ({ kind }) => kind === 'system');
    expect(text).toMatch(/^ada sent “plan\.bin” \(.+\) to (bob and eve|eve and bob)$/);
    const outcomes = event.subject.recipients.map(({ username, outcome }: Json) => `${username} ${outcome}`);
    expect(outcomes.toSorted()).toEqual(['bob done', 'carl declined', 'dora expired', 'eve done']);
    const said = await happeningsOf(town.person('bob'), group);
    expect(said.filter(([name]) => name.startsWith('file'))).toEqual([['file_sent', text]]);
  });

  it('ends for a member who is removed, and goes on for the others', async () => {
    const bytes = bytesOf(32 * MEGABYTE);
    const { id, bob, eve, sender, toBob, fetching } = await flowing(bytes);

    await remove('ada', 'bob');

    expect(await bob.heard('transfer:failed')).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    expect(await ada.heard('transfer:failed')).toMatchObject({ user_id: town.id('bob'), reason: 'not_a_member' });
    expect(await toBob).toMatchObject({ status: 409 });
    fetching.resume();
    expect((await fetching.over).whole).toBe(false);
    expect(await files.get('bob', id).over).toMatchObject({ status: 404 });
    for (let at = MEGABYTE; at < bytes.length; at += MEGABYTE) sender.send(bytes.subarray(at, at + MEGABYTE), true);
    sender.send({ type: 'end', transfer_id: id });
    expect(await eve.heard('done')).toMatchObject({ sha256: sha256(bytes) });
    expect(ada.of('transfer:failed')).toHaveLength(1);
    const { text } = await ada.heard('message:new', ({ event }) => event?.name === 'file_sent');
    expect(text).toMatch(/^ada sent “plan\.bin” \(.+\) to eve$/);
  });

  it('ends for everybody with its sender, and what somebody has by then is still said', async () => {
    const { id, bob, eve, toBob } = await flowing(bytesOf(32 * MEGABYTE), 'dora');
    const small = await files.offered(ada, group, 3);
    await accept(bob, small);
    await Promise.all([put(small, 'bob', Buffer.from('abc')), files.get('bob', small).over]);

    await remove('dora', 'ada');

    for (const name of ['bob', 'eve'])
      expect(await ada.heard('transfer:failed', (event) => event.transfer_id === id && of(name)(event))).toMatchObject({
        reason: 'not_a_member',
      });
    expect(await bob.heard('transfer:failed')).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    expect(await eve.heard('failed', ({ transfer_id }) => transfer_id === id)).toMatchObject({
      reason: 'not_a_member',
    });
    expect(await toBob).toMatchObject({ status: 409 });
    expect(town.app.get(OpenTransfers).all()).toEqual([]);
    const { text } = await bob.heard('message:new', ({ event }) => event?.name === 'file_sent');
    expect(text).toBe('ada sent “plan.bin” (3 bytes) to bob');
    const said = await happeningsOf(town.person('bob'), group);
    expect(said.filter(([name]) => name === 'file_not_sent')).toEqual([]);
  });

  it('ends for everybody with the group', async () => {
    const { id, bob, eve, toBob } = await flowing(bytesOf(32 * MEGABYTE));

    expect((await town.person('ada').phone.delete(`/group/${group}/`)).status).toBe(204);

    expect(await bob.heard('transfer:failed')).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    expect(await eve.heard('failed')).toMatchObject({ transfer_id: id, reason: 'not_a_member' });
    for (const name of ['bob', 'eve'])
      expect(await ada.heard('transfer:failed', of(name))).toMatchObject({ reason: 'not_a_member' });
    expect(await toBob).toMatchObject({ status: 409 });
    expect(town.app.get(OpenTransfers).all()).toEqual([]);
  });
});
