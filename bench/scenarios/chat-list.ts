import type { Fetched } from '../load/orders.js';
import { compare } from '../report/row.js';
import { Cast, type Person } from '../stage/cast.js';
import type { Peer } from '../stage/peer.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';

const CHATS = 200;
const MESSAGES = 1_000_000;
const EACH = MESSAGES / CHATS / 2;
const TIMES = 100;
/** One query after another for 200 chats takes its time. */
const FEWER_TIMES = 7;
/** In turns so short that a busy moment of the machine meets all of them. */
const TURNS_OF_A_ROUND = 3;

interface Way {
  peer: Peer;
  path: string;
  token: string;
  times: number;
}

export const chatList: Scenario = {
  name: 'E',
  title: `E. Chat list: ${CHATS} chats with unread and last message among ${MESSAGES.toLocaleString('en')} messages`,
  async play(stage, { rounds }) {
    const { current, returning } = await stageChats(stage);
    const [server, floor] = [await stage.server(), await stage.floor('chat list')];
    const bare = (way: string, { id, token }: Person, times = TIMES) => ({
      peer: floor,
      path: `/${way}/${id}`,
      token,
      times,
    });
    const chats = ({ token }: Person) => ({ peer: server, path: '/chat/', token, times: TIMES });
    const took = await fetchInRounds(stage, rounds * TURNS_OF_A_ROUND, {
      server: chats(current),
      backlog: chats(returning),
      handler: bare('handler', current),
      handlerBacklog: bare('handler', returning),
      bare: bare('bare', current),
      counted: bare('counted', current),
      backlogCounted: bare('counted', returning, FEWER_TIMES),
      oneByOne: bare('one by one', current, FEWER_TIMES),
    });
    const p50 = (way: string) => took[way]!.map((fetched) => fetched.p50);
    const inside = (way: string) => took[way]!.map((fetched) => fetched.inside);
    const list = (floor: string) => ({ unit: 'ms', server: inside('handler'), floor: inside(floor) });
    return [
      compare({ ...list('bare'), work: 'the list / the bare query', target: { most: 1.5 } }),
      compare({ ...list('counted'), work: 'the list / LATERAL count, nearly all read', target: { most: 0.5 } }),
      compare({ ...list('oneByOne'), work: 'the list / ORM, query by query', target: { most: 0.033 } }),
      compare({
        unit: 'ms',
        work: 'the list, nothing read / nearly all read',
        server: inside('handlerBacklog'),
        floor: inside('handler'),
        target: { most: 1.1 },
      }),
      compare({ unit: 'ms', work: 'GET /chat/ / the bare query', server: p50('server'), floor: p50('bare') }),
      compare({
        unit: 'ms',
        work: 'GET /chat/, nothing read / nearly all read',
        server: p50('backlog'),
        floor: p50('server'),
      }),
      compare({
        unit: 'ms',
        work: 'LATERAL count, nothing read / nearly all read',
        server: inside('backlogCounted'),
        floor: inside('counted'),
      }),
    ];
  },
};

/** Two people with chats of the same size: one has read nearly all, the other nothing. */
async function stageChats(stage: Stage): Promise<{ current: Person; returning: Person }> {
  const sql = await stage.sql();
  const cast = new Cast(sql, stage.jwtSecret);
  const [current, returning, ...others] = (await cast.people(CHATS + 2)) as [Person, Person, ...Person[]];
  await cast.privateChats(
    others.flatMap((other): [Person, Person][] => [
      [current, other],
      [returning, other],
    ]),
  );
  await cast.conversations([current.id, returning.id], EACH);
  await sql.query('UPDATE memberships SET read_up_to = $2, sent_until_read = $3 WHERE user_id = $1', [
    current.id,
    EACH - 10,
    EACH / 2 - 5,
  ]);
  await sql.query('VACUUM ANALYZE');
  return { current, returning };
}

async function fetchInRounds<Name extends string>(
  { generator }: Stage,
  rounds: number,
  ways: Record<Name, Way>,
): Promise<Record<string, Fetched[]>> {
  const took: Record<string, Fetched[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, { peer, ...way }] of Object.entries<Way>(ways)) {
      const fetched = await generator.ask({ do: 'fetch', port: peer.port, ...way, watched: {} });
      (took[name] ??= []).push(fetched);
    }
  }
  return took;
}
