import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenApp, openApp } from '../support/app.js';
import { askedFor } from '../support/asked-for.js';
import { deleteChats } from '../support/delete-chats.js';
import { people, type TestPerson } from '../support/people.js';
import { ServerDirectory } from '../../src/servers/server-directory.service.js';
import { ServersQuery } from '../../src/servers/servers.dto.js';
import { serverOf } from '../support/servers.js';

let app: OpenApp;
let [ada, bob]: TestPerson[] = [];
beforeAll(async () => {
  app = await openApp({ rateLimit: false });
  [ada, bob] = await people(app, 'ada', 'bob');
});
beforeEach(() => deleteChats(app.database));
afterAll(() => app.close());

const serverWith = async (channels: number): Promise<number> => {
  const { id } = await serverOf(ada!, [], { visibility: 'public' });
  await app.database.query(
    `WITH made AS (INSERT INTO chats (kind) SELECT 'channel' FROM generate_series(1, $2::int) RETURNING id), peopled AS (
       INSERT INTO memberships (chat_id, user_id) SELECT id, $3 FROM made)
     INSERT INTO channels (chat_id, server_id, name, name_key, place) SELECT id, $1, id, id, id FROM made`,
    [id, channels, ada!.id],
  );
  return id;
};

describe('a server with fifty channels', () => {
  it('is joined and left with as many statements as one with a single channel', async () => {
    const [small, large] = [await serverWith(1), await serverWith(50)];
    const joining = (id: number) => () => bob!.phone.post(`/server/${id}/membership/`);
    const leaving = (id: number) => () => bob!.phone.delete(`/server/${id}/membership/`);
    await joining(small)();
    await leaving(small)();
    const needed = async (id: number) => ({
      joining: (await askedFor(app, joining(id))).length,
      leaving: (await askedFor(app, leaving(id))).length,
    });

    const few = await needed(small);

    expect(few.joining).toBeGreaterThan(3);
    expect(await needed(large)).toEqual(few);
    expect((await bob!.phone.get(`/server/${large}/`)).body.joined).toBe(false);
  });

  it('is left while everybody writes there, and no message of theirs follows', async () => {
    const id = await serverWith(50);
    await bob!.phone.post(`/server/${id}/membership/`);
    const { body } = await bob!.phone.get(`/server/${id}/channels/`);
    const chats: number[] = body.map(({ chat_id }: { chat_id: number }) => chat_id);
    const write = (who: TestPerson) =>
      Promise.all(chats.map((chat) => who.phone.post(`/chat/${chat}/messages/`, { text: 'hello' })));

    const [, left, hers, his] = await Promise.all([
      bob!.phone.post('/chat/read-all/'),
      bob!.phone.delete(`/server/${id}/membership/`),
      write(ada!),
      write(bob!),
    ]);
    const late = await write(bob!);

    expect([left.status, new Set(hers.map(({ status }) => status))]).toEqual([204, new Set([201])]);
    expect(his.every(({ status }) => status === 201 || status === 404)).toBe(true);
    expect(new Set(late.map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('and a thousand members gains a channel for all of them, and ends, within a statement’s time', async () => {
    const id = await serverWith(49);
    await app.database.query(
      `WITH people AS (
         INSERT INTO users (username, username_key, password_hash)
         SELECT 'crowd' || n, 'crowd' || n, '-' FROM generate_series(1, 999) n RETURNING id)
       , counted AS (UPDATE groups SET member_count = 1000 WHERE chat_id = $1)
       INSERT INTO memberships (chat_id, user_id)
       SELECT c.id, p.id FROM people p, (SELECT chat_id AS id FROM channels WHERE server_id = $1 UNION ALL SELECT $1) c`,
      [id],
    );

    const made = await ada!.phone.post(`/server/${id}/channels/`, { name: 'for all' });
    const full = await bob!.phone.post(`/server/${id}/membership/`);
    const [{ count }] = await app.database.query('SELECT count(*) FROM memberships WHERE chat_id = $1', [
      made.body.chat_id,
    ]);
    const ended = await ada!.phone.delete(`/server/${id}/`);

    expect([made.status, Number(count), full.status, ended.status]).toEqual([201, 1000, 409, 204]);
    expect(full.body.detail).toBe('A server has at most 1000 members. There is no room for more.');
  });
});

describe('twenty thousand servers, nearly all private', () => {
  const MANY = 20_000;
  const PUBLIC_ONES = 400;
  beforeEach(() =>
    app.database.query(
      `WITH chat AS (INSERT INTO chats (kind) SELECT 'server' FROM generate_series(1, ${MANY}) RETURNING id), numbered AS (
         SELECT id, row_number() OVER (ORDER BY id) AS n FROM chat
       ), made AS (
         INSERT INTO groups (chat_id, kind, name, name_key, visibility, member_count)
         SELECT id, 'server', 'Yard ' || n, 'yard ' || n, CASE WHEN n % ${MANY / PUBLIC_ONES} = 0 THEN 'public' ELSE 'private' END, 1
         FROM numbered RETURNING chat_id
       )
       INSERT INTO servers (chat_id, category, category_key)
       SELECT id, 'Kind ' || n % 100, 'kind ' || n % 100 FROM numbered JOIN made ON made.chat_id = id`,
    ),
  );

  /** How many rows the list has looked at and not shown, and whether it read a table from one end to the other. */
  const workOf = async (query: object): Promise<{ removed: number; scans: string[]; shown: number }> => {
    const directory = app.get(ServerDirectory);
    const { database } = app;
    const [ask, plans]: [typeof database.query, Plan[]] = [database.query.bind(database), []];
    database.query = (async (statement: string, values: unknown[]) => {
      const [row] = (await ask(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`, values)) as never as ExplainRow[];
      plans.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
      return ask(statement, values);
    }) as never;
    try {
      const actor = { id: ada!.id } as never;
      const { rows } = await directory.find(actor, ServersQuery.parse(query));
      return {
        removed: plans.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'], 0),
        scans: plans.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
        shown: rows.length,
      };
    } finally {
      database.query = ask;
    }
  };

  it('are listed without a walk through those that nobody may see', async () => {
    await app.database.query('ANALYZE chats, groups, servers, memberships, bans');

    const queries = [
      {},
      { qty: '200' },
      { cursor: '15000' },
      { by_user: 'true' },
      { q: 'yard 1' },
      { q: 'zz' },
      { q: 'nowhere' },
    ];
    for (const query of queries) {
      const { removed, scans, shown } = await workOf(query);
      const isLarge = (table: string): boolean => ['servers', 'groups', 'chats'].includes(table);
      expect([query, scans.filter(isLarge), removed < PUBLIC_ONES * 2]).toEqual([query, [], true]);
      expect(shown > 0).toBe(!('by_user' in query || ['zz', 'nowhere'].includes(query.q ?? '')));
    }
  });
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}
type ExplainRow = Record<'QUERY PLAN', { Plan: Plan }[]>;

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
