import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cell, Calls, cellsOf, isOfChat, ODD } from '../matrix/calls.js';
import { ROUTES } from '../matrix/routes.js';
import { Doors } from '../support/doors.js';

const CELLS = Object.entries(ROUTES).flatMap(([route, row]) => cellsOf(route, row));
const AT_ONCE = 16;
/** Thousands of requests, beside other tests on a small machine. */
const PATIENCE = 300_000;

/** Not all at once: the server would answer that it is busy. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<string | null>): Promise<string[]> {
  const found: string[] = [];
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const problem = await act(item);
      if (problem) found.push(problem);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

describe('the matrix of who may call which route', () => {
  let doors: Doors;
  let calls: Calls;
  beforeAll(async () => {
    doors = await Doors.open();
    calls = new Calls(doors);
  });
  afterAll(() => doors.close());

  it(
    'lets in whoever may',
    async () => {
      const let_in = CELLS.filter(({ expected }) => expected === '2');

      expect(await each(let_in, (cell) => calls.deviationOf(cell))).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'keeps out whoever may not, and from changing anything',
    async () => {
      const refused = CELLS.filter(({ expected }) => expected !== '2');
      let deviations: string[] = [];

      const changed = await calls.changedScenes(async () => {
        deviations = await each(refused, (cell) => calls.deviationOf(cell));
      });

      expect(refused.length).toBeGreaterThan(100);
      expect(deviations).toEqual([]);
      expect(changed).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'knows no chat by an id that is spelled oddly, or that nobody has',
    async () => {
      const ofChats = CELLS.filter(({ route, place }) => isOfChat(route) && place !== 'public group');
      const odd = ofChats.flatMap((cell) => Object.keys(ODD).map((spelling): [Cell, string] => [cell, spelling]));

      expect(await each(odd, ([cell, spelling]) => calls.oddDeviationOf(cell, spelling, ODD[spelling]!))).toEqual([]);
    },
    PATIENCE,
  );

  it('knows no group by the id of a private chat', async () => {
    const ofGroups = CELLS.filter(({ route, place, who }) => isOfChat(route) && place === 'group' && who === 'member')
      .filter(({ route }) => route.includes('{group_id}'))
      .map((cell): Cell => ({ ...cell, place: 'private chat' }));

    expect(ofGroups.length).toBeGreaterThan(5);
    expect(await each(ofGroups, (cell) => calls.oddDeviationOf(cell, 'of their own private chat', String))).toEqual([]);
  });

  it.each([
    ['chat or group', '{chat_id} {group_id}', 'group', 'server'],
    ['group', '{group_id}', 'group', 'channel'],
    ['server', '{server_id}', 'server', 'group'],
    ['server', '{server_id}', 'server', 'channel'],
  ] as const)('knows no %s by the id of another kind (%s in a %s, of a %s)', async (_what, names, place, other) => {
    const cells = CELLS.filter((cell) => cell.place === place && cell.who === 'owner')
      .filter(({ route }) => names.split(' ').some((name) => route.includes(name)))
      .map((cell): Cell => ({ ...cell, place: other }));

    expect(cells.length).toBeGreaterThan(5);
    expect(await each(cells, (cell) => calls.oddDeviationOf(cell, `of their own ${other}`, String))).toEqual([]);
  });
});
