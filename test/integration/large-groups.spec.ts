import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/access/actor.js';
import { Companions } from '../../src/chats/companions.js';
import { GroupList } from '../../src/chats/group-list.js';
import { GroupsModule } from '../../src/groups/groups.module.js';
import { GroupsService } from '../../src/groups/groups.service.js';
import { MemberList } from '../../src/groups/member-list.js';
import { MembersService } from '../../src/groups/members.service.js';
import { HistoryService } from '../../src/messages/history.service.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { MissedService } from '../../src/messages/missed.service.js';
import { ReceiptsService } from '../../src/receipts/receipts.service.js';
import type { Member } from '../../src/shared/group-payloads.js';
import { type OpenApp, openApp } from '../support/app.js';
import { askedFor } from '../support/asked-for.js';

const SIZE = 990;
const PLAIN = { description: '', visibility: 'private', join_by_request: false } as const;

describe('a group of a thousand', () => {
  let app: OpenApp;
  let people: Actor[];
  let owner: Actor;
  let group: number;
  beforeAll(async () => {
    app = await openApp();
    const rows: { id: number; username: string }[] = await app.database.query(
      `INSERT INTO users (username, username_key, password_hash)
       SELECT 'person' || n, 'person' || n, '-' FROM generate_series(1, $1::int) n RETURNING id, username`,
      [SIZE + 5],
    );
    people = rows.map((row) => ({ ...row, session_id: row.id, kind: 'api', site_admin: false }));
    owner = people[0]!;
  });
  afterAll(() => app.close());

  const names = (from: number, to: number) => people.slice(from, to).map(({ username }) => username);

  it('is made with as many statements as one of three', async () => {
    const small = await askedFor(app, () =>
      app.get(GroupsService, GroupsModule).make(owner, { ...PLAIN, name: 'few', members: names(1, 3) }),
    );
    const large = await askedFor(app, async () => {
      group = (
        await app.get(GroupsService, GroupsModule).make(owner, { ...PLAIN, name: 'many', members: names(1, SIZE) })
      ).id;
    });

    expect([large.length, large.length > 5]).toEqual([small.length, true]);
    expect(await app.get(GroupList).rowFor(owner.id, group)).toMatchObject({ member_count: SIZE, unread: 0 });
  });

  it('is joined without touching anybody else’s membership', async () => {
    const versions = () =>
      app.database.query(
        'SELECT user_id, xmin, ctid FROM memberships WHERE chat_id = $1 AND user_id <> $2 ORDER BY 1',
        [group, owner.id],
      );
    const before = await versions();

    await app.get(MembersService, GroupsModule).add(owner, group, names(SIZE, SIZE + 2));

    const newcomers = new Set(people.slice(SIZE, SIZE + 2).map(({ id }) => id));
    const others = (rows: { user_id: number }[]) => rows.filter(({ user_id }) => !newcomers.has(user_id));
    expect(others(await versions())).toEqual(before);
  });

  it('is listed a page at a time, everybody once', async () => {
    const list = app.get(MemberList, GroupsModule);
    const seen: Member[] = [];
    let cursor: string | undefined;
    do {
      const page = await list.of(people[5]!, group, { limit: 200, ...(cursor !== undefined && { cursor }) });
      expect(page.results.length).toBeLessThanOrEqual(200);
      seen.push(...page.results);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);

    expect(seen).toHaveLength(SIZE + 2);
    expect(new Set(seen.map(({ user_id }) => user_id)).size).toBe(SIZE + 2);
    expect(seen[0]).toMatchObject({ user_id: owner.id, role: 'owner' });
  });

  it('is opened, listed and caught up with by few statements, and tells nobody who comes and goes', async () => {
    const member = people[9]!;

    const statements = [
      await askedFor(app, () => app.get(HistoryService).page(member, group)),
      await askedFor(app, () => app.get(GroupList).of(member)),
      await askedFor(app, () => app.get(MissedService).of(member, new Map([[group, 0]]))),
    ];
    const [missed] = (await app.get(MissedService).of(member, new Map([[group, 0]]))).chats;

    for (const asked of statements) expect([asked.length > 0, asked.length <= 10]).toEqual([true, true]);
    expect(missed!.members).toHaveLength(200);
    expect(missed!.group).toMatchObject({ member_count: SIZE + 2, role: 'member' });
    expect(await app.get(Companions).meetingsOf([people[5]!.id])).toEqual([]);
  });

  it('tells whoever catches up how far they have read themselves on another device, the newest member too', async () => {
    const newest = people[SIZE + 1]!;
    await app.get(MessagesService).send(owner, group, { text: 'Welcome' });
    await app.get(ReceiptsService).markRead(newest, group);

    const [missed] = (await app.get(MissedService).of(newest, new Map([[group, 0]]))).chats;

    expect(missed!.reads).toMatchObject([{ user_id: newest.id, up_to: missed!.last_seq }]);
    expect(missed!.members).toContainEqual({ user_id: newest.id, username: newest.username, role: 'member' });
    expect(missed!.members).toHaveLength(200);
  });
});
