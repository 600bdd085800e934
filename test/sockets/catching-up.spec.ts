import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Delivery } from '../../src/realtime/delivery.js';
import type { Json } from '../support/client.js';
import { deleteChats } from '../support/delete-chats.js';
import type { RawClient } from '../support/raw-client.js';
import { Replica, stateEqualsFresh } from '../support/replica.js';
import { SocketTown } from '../support/socket-town.js';
import { upTo } from '../support/world.js';

let town: SocketTown;
beforeAll(async () => {
  town = await SocketTown.open({}, { news: 100 });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await town.hangUp();
  await deleteChats(town.app.database);
});
afterAll(() => town.close());

const bobs = () => town.io('bob');
const openChat = async (who: string, whom: string): Promise<number> =>
  (await town.person(who).phone.post('/chat/', { username_input: whom })).body.id;

/** Says the next numbers of the chat, and is done when they are stored. */
async function say(client: RawClient, count: number): Promise<void> {
  const before = client.ofType('ack').length;
  for (let n = 1; n <= count; n++) client.send({ type: 'message', text: `no. ${before + n}` });
  await client.heard('ack', () => client.ofType('ack').length === before + count);
}

describe('what was missed', () => {
  it('is told exactly and in order, a page at a time', async () => {
    const chat = await openChat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    await say(ada, 250);
    const [page, phone] = [await bobs(), await town.raw('bob', chat)];

    const seqs: number[] = [];
    for (let head = 7, more = true; more; head = seqs.at(-1)!) {
      const { chats } = await page.ask('sync', { heads: { [chat]: head } });
      seqs.push(...chats[0].messages.map(({ seq }: Json) => seq));
      more = chats[0].has_more;
    }
    phone.send({ type: 'history', after: 240 });
    const history = await phone.heard('history');

    expect(seqs).toEqual(upTo(250).slice(7));
    expect(history.messages.map(({ seq }: Json) => seq)).toEqual(upTo(250).slice(240));
    expect(history).toMatchObject({ chat_id: chat, has_more: false, last_seq: 250 });
    expect(history.members.map(({ username }: Json) => username).toSorted()).toEqual(['ada', 'bob']);
  });

  it('includes how far others have read meanwhile, over both kinds of socket', async () => {
    const chat = await openChat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    await say(ada, 3);
    await town.person('bob').phone.post(`/chat/${chat}/read/`, { up_to: 2 });
    const page = await town.io('ada');

    const { chats } = await page.ask('sync', { heads: { [chat]: 3 } });
    ada.send({ type: 'history', after: 3 });

    const read = [{ chat_id: chat, user_id: town.id('bob'), username: 'bob', up_to: 2, time: expect.any(String) }];
    expect(chats[0]).toMatchObject({ messages: [], reads: read });
    expect(await ada.heard('history')).toMatchObject({ messages: [], reads: read });
  });

  it('names chats that are new, and those that are not yours any more like those that never were', async () => {
    const [kept, foreign] = [await openChat('ada', 'bob'), await openChat('ada', 'eve')];
    const page = await bobs();
    const heads = { [kept]: 0, [foreign]: 0, 99999: 0 };
    const added = await openChat('eve', 'bob');
    await town.app.database.query('DELETE FROM memberships WHERE chat_id = $1 AND user_id = $2', [
      kept,
      town.id('bob'),
    ]);

    const reply = await page.ask('sync', { heads });

    expect(reply).toMatchObject({ ok: true, chats: [], removed: [kept, foreign, 99999] });
    expect(reply.added).toMatchObject([{ id: added, username: 'eve', is_online: false }]);
  });
});

describe('a page that subscribes, fetches and then listens', () => {
  it('knows what a fresh fetch tells: messages, reads, members, chats and presence', async () => {
    const chat = await openChat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    await say(ada, 5);
    const replica = await Replica.open(bobs);

    await say(ada, 5);
    ada.send({ type: 'read' });
    await town.person('bob').phone.post(`/chat/${chat}/read/`, { up_to: 4 });
    const other = await openChat('eve', 'bob');
    const eve = await town.raw('eve', other);
    await say(eve, 2);
    await ada.hangUp();

    await stateEqualsFresh(replica, bobs);
    expect(replica.messagesOf(other)).toEqual([1, 2]);
  });

  it('knows of its groups what a fresh fetch tells: who is in them, as what, and how they are called', async () => {
    const [ada, bob, eve] = ['ada', 'bob', 'eve'].map((name) => town.person(name).phone);
    const { body: kept } = await ada!.post('/group/', { name: 'kept', members: ['bob'] });
    const { body: lost } = await ada!.post('/group/', { name: 'lost', members: ['bob'] });
    const replica = await Replica.open(bobs);

    await ada!.post(`/group/${kept.id}/members/`, { usernames: ['eve'] });
    await ada!.patch(`/group/${kept.id}/members/${town.id('eve')}/`, { role: 'admin' });
    await eve!.patch(`/group/${kept.id}/`, { name: 'ours', description: 'All of us', visibility: 'public' });
    await bob!.post(`/chat/${kept.id}/messages/`, { text: 'hello' });
    await ada!.delete(`/group/${lost.id}/members/${town.id('bob')}/`);
    const { body: late } = await eve!.post('/group/', { name: 'late', members: ['bob', 'ada'] });
    await ada!.delete(`/group/${late.id}/members/${town.id('ada')}/`);
    await ada!.delete(`/group/${kept.id}/members/${town.id('ada')}/`);

    await stateEqualsFresh(replica, bobs);
    expect([kept, lost, late].map(({ id }) => replica.messagesOf(id))).toEqual([upTo(6), [], upTo(2)]);
  });

  it('notices a message that was lost on the way by the next one', async () => {
    const chat = await openChat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    const [replica, careless] = [await Replica.open(bobs), await Replica.open(bobs, { heals: false })];

    lose(1);
    await say(ada, 1);
    await say(ada, 1);

    await stateEqualsFresh(replica, bobs);
    expect(replica.gaps).toBe(1);
    // Negative control: whoever does not look at `seq` never knows.
    expect(careless.messagesOf(chat)).toEqual([2]);
    await expect(stateEqualsFresh(careless, bobs)).rejects.toThrow(/toEqual/);
  });

  it('is told the last message that was lost when it asks again', async () => {
    const chat = await openChat('ada', 'bob');
    const ada = await town.raw('ada', chat);
    const replica = await Replica.open(bobs);

    lose(1);
    await say(ada, 1);
    expect(replica.messagesOf(chat)).toEqual([]);
    await replica.catchUp();

    await stateEqualsFresh(replica, bobs);
    expect(replica.messagesOf(chat)).toEqual([1]);
  });
});

describe('between fetching and listening', () => {
  const TIMES = 500;
  const AT_ONCE = 5;

  it(`nothing is lost, ${TIMES} times while 200 messages a second are written`, async () => {
    const chat = await openChat('ada', 'bob');
    const missing = await repeat(chat, TIMES, async (head) => {
      const page = await bobs();
      return [page, await everythingAfter(page, chat, head)];
    });

    expect(missing).toBe(0);
  });

  it('something is, when the page fetches first (negative control)', async () => {
    const chat = await openChat('ada', 'bob');
    const fetcher = await bobs();

    const missing = await repeat(chat, 50, async (head) => {
      const fetched = await everythingAfter(fetcher, chat, head);
      return [await bobs(), fetched];
    });

    expect(missing).toBeGreaterThan(0);
  });

  type Page = Awaited<ReturnType<typeof bobs>>;
  type Join = (head: number) => Promise<[Page, number[]]>;

  async function everythingAfter(page: Page, chat: number, head: number): Promise<number[]> {
    const { chats } = await page.ask('sync', { heads: { [chat]: head } });
    return chats[0].messages.map(({ seq }: Json) => seq);
  }

  /** How many messages were not known after joining, in so many joins. */
  async function repeat(chat: number, times: number, join: Join): Promise<number> {
    const ada = await town.raw('ada', chat);
    const writer = setInterval(() => ada.send({ type: 'message', text: 'tick' }), 5);
    await ada.heard('ack');
    let [missing, left] = [0, times];
    const joinAndCompare = async () => {
      while (left-- > 0) {
        const head = ada.ofType('ack').length;
        const [page, fetched] = await join(head);
        const { seq: until } = await page.heard('message:new', ({ seq }) => seq > (fetched.at(-1) ?? head) + 1);
        const known = new Set([...fetched, ...page.of('message:new').map(({ seq }) => seq)]);
        for (let seq = head + 1; seq <= until; seq++) if (!known.has(seq)) missing++;
        page.hangUp();
      }
    };
    await Promise.all(upTo(AT_ONCE).map(joinAndCompare));
    clearInterval(writer);
    await sleep(50);
    return missing;
  }
});

/** Whatever the server has for members next is lost on its way, so many times. */
function lose(times: number): void {
  const delivery = town.app.get(Delivery);
  const real = delivery.toMembersOf.bind(delivery);
  let left = times;
  jest.spyOn(delivery, 'toMembersOf').mockImplementation((...args) => {
    if (args[1][0]?.event === 'message:new' && left-- > 0) return;
    real(...args);
  });
}
