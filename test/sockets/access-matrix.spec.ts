import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODYS_ID, ODD } from '../matrix/calls.js';
import { BY_NAME, EVENTS, type EventRow, FILE_FRAMES, FRAMES, ODD_IDS } from '../matrix/events.js';
import { makeScene, type Place, type Scene, stateOf, WHO, type Who } from '../matrix/scene.js';
import { type SaidCell, Talks } from '../matrix/talks.js';
import { Doors } from '../support/doors.js';

describe('the matrix of who may say what on a socket', () => {
  let doors: Doors;
  let talks: Talks;
  let scenes: Record<Place, Scene>;
  beforeAll(async () => {
    doors = await Doors.open();
    talks = new Talks(doors);
    const places: Place[] = ['group', 'public group', 'server', 'channel', 'private chat', 'blocked chat'];
    const made = await Promise.all(places.map((place) => makeScene(doors, place)));
    scenes = Object.fromEntries(made.map((scene) => [scene.place, scene])) as typeof scenes;
  });
  afterAll(async () => {
    await talks.hangUp();
    await doors.close();
  });

  const cellsOf = (rows: Record<string, EventRow>): SaidCell[] =>
    Object.entries(rows).flatMap(([name, row]) => {
      const [anonymous, stranger, member, blocked] = (row.chat ?? '- - - -').split(' ') as [
        string,
        string,
        string,
        string,
      ];
      const inChat = [anonymous, stranger, member, '-', '-', '-', '-'];
      const all: [Place, string[]][] = [
        ['group', row.cells.split(' ')],
        ['public group', row.cells.split(' ')],
        // A server itself is no chat, whoever asks.
        ['server', (row.cells.includes('4') ? row.cells.replaceAll('2', '4') : row.cells).split(' ')],
        ['channel', row.cells.split(' ')],
        ['private chat', inChat],
        ['blocked chat', ['-', '-', '-', '-', '-', '-', blocked]],
      ];
      return all.flatMap(([place, cells]) =>
        cells.flatMap((expected, index): SaidCell[] =>
          expected === '-' ? [] : [{ name, row, scene: scenes[place], who: WHO[index]!, expected }],
        ),
      );
    });
  const deviations = async (cells: SaidCell[], act: (cell: SaidCell) => Promise<string | null>) => {
    const found: string[] = [];
    for (const cell of cells) {
      const problem = await act(cell);
      if (problem) found.push(`${cell.name} in a ${cell.scene.place}, ${cell.who}: ${problem}`);
    }
    return found;
  };
  const known = (cells: SaidCell[]) => cells.filter(({ expected }) => expected !== '1');

  it('of Socket.IO holds for everybody who is signed in, and nobody else gets so far', async () => {
    expect(await deviations(known(cellsOf(EVENTS)), (cell) => talks.eventDeviationOf(cell))).toEqual([]);

    await expect(talks.io(scenes.group, 'anonymous')).rejects.toMatchObject({ data: { code: 'not_authenticated' } });
  });

  it('lets whoever may not change nothing and hear nothing', async () => {
    const refused = known(cellsOf(EVENTS)).filter(({ expected }) => expected === '4');
    const all = Object.values(scenes);
    const before = await Promise.all(all.map((scene) => stateOf(doors, scene)));

    await deviations(refused, (cell) => talks.eventDeviationOf(cell));
    const member = await talks.io(scenes.group, 'member');
    await member.ask('message:send', { chat_id: scenes.group.id, text: 'for members' });
    await member.heard('message:new', ({ text }) => text === 'for members');

    const after = await Promise.all(all.map((scene) => stateOf(doors, scene)));
    expect(after.slice(1)).toEqual(before.slice(1));
    for (const who of ['stranger', 'removed', 'banned'] as const) {
      const client = await talks.io(scenes.group, who);
      await client.settled();
      expect([who, client.events]).toEqual([who, []]);
    }
  });

  it('knows no chat by an id that is spelled oddly', async () => {
    const aboutChats = known(cellsOf(EVENTS)).filter(({ row }) => /2.*4/.test(row.cells));

    for (const [spelling, write] of Object.entries(ODD_IDS))
      expect(
        await deviations(aboutChats, async (cell) => {
          // Heads are named by texts, and a list of one is the text of that one.
          if (cell.row.several && ['as text', 'in a list'].includes(spelling)) return null;
          return talks.oddEventDeviationOf(cell, write(cell.scene.id));
        }),
      ).toEqual([]);
  });

  describe.each([
    ['chat', FRAMES],
    ['file', FILE_FRAMES],
  ] as const)('of ws/%s', (door, frames) => {
    it('holds for everybody', async () => {
      const cells = cellsOf(frames);
      const open = cells.filter(({ expected }) => expected === '2' || expected === '3');
      const closed = known(cells).filter(({ name, expected }) => name === 'ping' && expected === '4');

      expect(open.length).toBeGreaterThan(20);
      expect(await deviations(open, (cell) => talks.frameDeviationOf(cell, door))).toEqual([]);
      expect(
        await deviations(closed, async ({ scene, who }) => {
          const own = await talks.farewellOf(scene, who, String(scene.id), door);
          const none = await talks.farewellOf(scene, who, String(NOBODYS_ID), door);
          return own?.includes('4404') && own === none ? null : `${own} / ${none}`;
        }),
      ).toEqual([]);
    });

    it('answers nothing to whoever has not signed in', async () => {
      for (const [name, row] of Object.entries(frames)) {
        const client = await talks.raw(scenes.group, 'anonymous', String(scenes.group.id), door);
        client.send({ type: name, ...(row.input(scenes.group.id, scenes.group, 'none') as object) });
        const { code } = await client.heard('error');
        expect([name, code, client.frames.length]).toEqual([name, 'not_authenticated', 1]);
      }
    });

    it('knows no chat by an address that is spelled oddly', async () => {
      const { group } = scenes;
      const none = await talks.farewellOf(group, 'owner', String(NOBODYS_ID), door);

      for (const [spelling, write] of Object.entries(ODD))
        expect([spelling, await talks.farewellOf(group, 'owner', write(group.id), door)]).toEqual([spelling, none]);
    });
  });

  it('lets people in by the name of a group, and into a public one whoever is not banned', async () => {
    for (const [place, cells] of Object.entries(BY_NAME) as [Place, string][])
      for (const [index, expected] of cells.split(' ').entries()) {
        const who: Who = WHO[index]!;
        if (who === 'anonymous') continue;
        const scene = await makeScene(doors, place);
        const said = await talks.farewellOf(scene, who, encodeURIComponent(scene.name.toUpperCase()));
        const none = await talks.farewellOf(scene, who, 'no%20such%20name');
        expect([place, who, said]).toEqual([place, who, expected === '2' ? null : none]);
        expect(none).toContain('4404');
      }
  });
});
