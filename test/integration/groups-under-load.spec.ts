import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { GroupsModule } from '../../src/groups/groups.module.js';
import { GroupsService } from '../../src/groups/groups.service.js';
import { MembersService } from '../../src/groups/members.service.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { ReceiptsService } from '../../src/receipts/receipts.service.js';
import { type OpenApp, openApp } from '../support/app.js';
import { upTo } from '../support/world.js';

const ROUNDS = 60;
const PLAIN = { description: '', visibility: 'private', join_by_request: false } as const;

/** What a count over the messages says, against the counters. */
const UNREAD = `
SELECT m.user_id, c.last_seq - m.read_up_to - (m.sent - m.sent_until_read) AS counter, (
  SELECT count(*) FROM messages g WHERE g.chat_id = m.chat_id AND g.seq > m.read_up_to AND g.sender_id <> m.user_id
) AS counted
FROM memberships m JOIN chats c ON c.id = m.chat_id WHERE m.chat_id = ANY($1)`;

const DEADLOCKS = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';

describe('a group that is changed while everybody writes and reads, there and in another', () => {
  let app: OpenApp;
  let cast: Actor[];
  let group: number;
  let aside: number;
  beforeAll(async () => {
    app = await openApp();
    const rows: { id: number; username: string }[] = await app.database.query(
      `INSERT INTO users (username, username_key, password_hash)
       SELECT 'person' || n, 'person' || n, '-' FROM generate_series(1, 8) n RETURNING id, username`,
    );
    cast = rows.map((row) => ({ ...row, session_id: row.id, kind: 'api', site_admin: false }));
    const members = cast.slice(1, 7).map(({ username }) => username);
    const groups = app.get(GroupsService, GroupsModule);
    group = (await groups.make(cast[0]!, { ...PLAIN, name: 'busy', members })).id;
    aside = (await groups.make(cast[0]!, { ...PLAIN, name: 'aside', members })).id;
  });
  afterAll(() => app.close());

  it('makes nobody wait in a circle, leaves no gap, and counts unread right', async () => {
    const [messages, receipts] = [app.get(MessagesService), app.get(ReceiptsService)];
    const [members, groups] = [app.get(MembersService, GroupsModule), app.get(GroupsService, GroupsModule)];
    const [owner, guest] = [cast[0]!, cast[7]!];
    const [{ deadlocks: before }] = await app.database.query(DEADLOCKS);

    const writing = cast.slice(0, 7).map(async (actor) => {
      for (const n of upTo(ROUNDS)) {
        await messages.send(actor, group, { text: `no. ${n} for @person1` });
        if (n % 3 === 0) await messages.send(actor, aside, { text: `no. ${n}` });
      }
    });
    const reading = cast.slice(0, 7).map(async (actor, place) => {
      for (const n of upTo(ROUNDS)) {
        await receipts.markRead(actor, group, n % 2 ? n * (place + 1) : undefined);
        if (n % 3 === 0) await receipts.markRead(actor, aside, undefined);
      }
    });
    const changing = [
      async (n: number) => {
        await members.add(owner, group, [guest.username]);
        await messages.send(guest, group, { text: `guest ${n}` });
        await members.remove(owner, group, guest.id);
      },
      async (n: number) => {
        await members.setRole(owner, group, cast[1 + (n % 6)]!.id, n % 12 < 6 ? 'admin' : 'member');
      },
      (n: number) => groups.change(owner, group, { name: `busy ${n}` }),
    ].map(async (change) => {
      for (const n of upTo(ROUNDS)) await change(n);
    });
    await Promise.all([...writing, ...reading, ...changing]);

    const seqs = await app.database.query('SELECT seq FROM messages WHERE chat_id = $1 ORDER BY seq', [group]);
    expect(seqs.map(({ seq }: { seq: number }) => seq)).toEqual(upTo(seqs.length));
    expect(seqs.length).toBeGreaterThan(ROUNDS * 11);
    const unread: { user_id: number; counter: number; counted: number }[] = await app.database.query(UNREAD, [
      [group, aside],
    ]);
    expect(unread).toHaveLength(2 * 7);
    expect(unread.filter(({ counter, counted }) => counter !== counted)).toEqual([]);
    const [{ deadlocks: after }] = await app.database.query(DEADLOCKS);
    expect(after).toBe(before);
  });
});
