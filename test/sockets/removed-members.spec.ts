import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BareApp, bareApp } from '../support/bare-app.js';
import type { Browser } from '../support/client.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { eventually } from '../support/eventually.js';
import { groupOf } from '../support/groups.js';
import type { TestPerson } from '../support/people.js';
import { RawClient } from '../support/raw-client.js';
import { SocketClient } from '../support/socket-client.js';
import { SocketTown } from '../support/socket-town.js';

let town: SocketTown;
let ada: TestPerson;
let bob: TestPerson;
let group: number;
beforeAll(async () => {
  town = await SocketTown.open();
  [ada, bob] = [town.person('ada'), town.person('bob')];
});
afterAll(() => town.close());
beforeEach(async () => {
  group = await crew();
});
afterEach(() => town.hangUp());

const crew = () => groupOf(ada, [bob, town.person('eve')]);
const remove = async (chat = group): Promise<void> => {
  const { status } = await ada.phone.delete(`/group/${chat}/members/${bob.id}/`);
  expect(status).toBe(204);
};
const ban = async (chat = group): Promise<void> => {
  const { status } = await ada.phone.put(`/group/${chat}/bans/${bob.id}/`, {});
  expect(status).toBe(204);
};
const say = (text: string) => ada.phone.post(`/chat/${group}/messages/`, { text });

describe.each([
  ['removed', remove],
  ['banned', ban],
])('a member who is %s', (reason, putOut) => {
  it('is gone from every socket within a second, and hears nothing afterwards', async () => {
    const [phone, socket] = [await town.raw('bob', group), await town.io('bob')];
    await socket.ask('chat:open', { chat_id: group });
    await say('before');
    await phone.heard('message');
    await socket.heard('message:new');

    const begin = performance.now();
    await putOut();
    expect(await phone.ended()).toBe(4403);
    expect(await socket.heard('chat:removed')).toEqual({ chat_id: group, reason });
    expect(performance.now() - begin).toBeLessThan(1000);
    await say('after');
    await socket.settled();

    expect([phone.texts(), socket.texts()]).toEqual([['before'], ['before']]);
    for (const event of ['message:send', 'message:read', 'typing:start', 'chat:open'])
      expect(await socket.ask(event, { chat_id: group, text: 'still here?' })).toMatchObject({ code: 'not_found' });
  });

  it('whose link was cut at that moment comes back with old cookies and tokens to nothing', async () => {
    const line = await CuttableLine.to(town.app.port);
    const browser: Browser = await bob.browser();
    const token = bob.phone.access;
    const cookie = { cookie: browser.cookie() };
    const socketsOfBob = () =>
      Promise.all([
        SocketClient.connect(line, {}, cookie),
        SocketClient.connect(line, { token }),
        RawClient.connect(town.app, group, { token, port: line.port }),
      ]);
    const [byCookie, byToken, phone] = await socketsOfBob();
    line.stall();

    await putOut();
    await say('while the line was silent');
    await line.mend();
    const back = await Promise.all([SocketClient.connect(line, {}, cookie), SocketClient.connect(line, { token })]);
    const raws = [
      RawClient.dial(town.app, group, { token, port: line.port }),
      RawClient.dial(town.app, group, { headers: cookie, port: line.port }),
    ];
    await say('afterwards');

    for (const raw of raws) expect(await raw.ended()).toBe(4404);
    for (const client of back) {
      const missed = await client.ask('sync', { heads: { [group]: 0 } });
      expect([missed.chats, missed.removed]).toEqual([[], [group]]);
      expect(missed.added.map(({ id }: { id: number }) => id)).not.toContain(group);
      expect(client.texts()).toEqual([]);
      client.hangUp();
    }
    expect([...byCookie.texts(), ...byToken.texts(), ...phone.texts(), ...raws.flatMap((raw) => raw.texts())]).toEqual(
      [],
    );
    expect((await bob.phone.get(`/chat/${group}`)).status).toBe(404);
    expect((await browser.get(`/chat/${group}`)).status).toBe(404);
    await line.close();
  });
});

describe('removal during a send', () => {
  let second: BareApp;
  beforeAll(async () => {
    second = await bareApp({ databaseUrl: town.app.config.databaseUrl, rateLimit: false });
  });
  afterAll(() => second.close());

  const LANES = 4;
  const SENDS = 4;

  /** Sends without pause, here and at the other instance, while the removal happens; says what was sent after its answer. */
  const race = async (putOut: (chat: number) => Promise<void>): Promise<{ chat: number; late: number[] }> => {
    const chat = await crew();
    let answered = false;
    const late: number[] = [];
    const send = async (lane: number) => {
      const url = lane % 2 ? second.url : town.app.url;
      for (let index = 0; index < SENDS; index++) {
        const isLate = answered;
        const { status } = await fetch(`${url}/chat/${chat}/messages/`, {
          method: 'POST',
          headers: { authorization: `Bearer ${bob.phone.access}`, 'content-type': 'application/json' },
          body: JSON.stringify({ text: `${lane}.${index}` }),
        });
        if (isLate) late.push(status);
      }
    };
    const sending = Array.from({ length: LANES }, (_, lane) => send(lane));
    await putOut(chat);
    answered = true;
    await Promise.all(sending);
    return { chat, late };
  };

  it.each([
    ['removing', 60, remove],
    ['banning', 60, ban],
  ] as const)(
    'lets nothing in after the answer to %s, and nobody hears of more, in %i tries',
    async (_how, tries, putOut) => {
      const [bobs, adas] = [await town.io('bob'), await town.io('ada')];
      const [chats, late]: [number[], number[]] = [[], []];
      for (let index = 0; index < tries; index++) {
        const tried = await race(putOut);
        chats.push(tried.chat);
        late.push(...tried.late);
      }

      expect(late.filter((status) => status !== 404)).toEqual([]);
      expect(late.length).toBeGreaterThan(tries);
      const [stored] = await town.app.database.query<{ after: number; before: number }[]>(
        `SELECT count(*) FILTER (WHERE m.seq > s.seq)::int AS after, count(*) FILTER (WHERE m.seq < s.seq)::int AS before
         FROM messages m JOIN messages s ON s.chat_id = m.chat_id AND s.event->>'name' IN ('member_removed', 'member_banned')
         WHERE m.chat_id = ANY($1::int[]) AND m.sender_id = $2`,
        [chats, bob.id],
      );
      expect(stored!.after).toBe(0);
      expect(stored!.before).toBeGreaterThan(0);
      const ends = (client: SocketClient) =>
        client.of('message:new').filter(({ chat_id, event }) => chats.includes(chat_id) && event?.actor.id === ada.id);
      await eventually(async () => expect(ends(adas).length).toBe(2 * tries));
      await bobs.settled();
      expect(ends(bobs).filter(({ event }) => event.name !== 'group_created')).toEqual([]);
    },
    120_000,
  );
});
