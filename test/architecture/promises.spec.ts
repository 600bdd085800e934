import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const GROUPS = ['test', 'chaos', 'soak'];
/** R36, of files that pass without being kept, is tested with the files. */
const PROMISES = Array.from({ length: 42 }, (_, n) => `R${n + 1}`).filter((promise) => promise !== 'R36');

/** Of docs/promises.md: promise, what it says, tests, control, groups, promised, measured. */
const rows = readFileSync(join(ROOT, 'docs/promises.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| R\d+ /.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const filesIn = (cell: string) => [...cell.matchAll(/`([a-z]+\/[^`]+)`/g)].map(([, path]) => path!);

describe('the table of promises', () => {
  it('has a row for each, once and in order', () => {
    expect(rows.map(([promise]) => promise)).toEqual(PROMISES);
  });

  it.each(rows)('%s (%s) names its tests, a control or that there is none, its group and its figures', (...row) => {
    const [, , tests = '', control, groups = '', promised, measured] = row;

    expect(filesIn(tests)).not.toEqual([]);
    expect(groups.split(', ').filter((group) => !GROUPS.includes(group))).toEqual([]);
    for (const cell of [control, promised, measured]) expect(cell).not.toBe('');
  });

  it('names only files that exist', () => {
    const named = rows.flatMap((row) => row.flatMap(filesIn));

    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has its tests where its groups say', () => {
    const places = { test: 'test/', chaos: 'chaos/scenarios/', soak: 'chaos/soak.ts' };
    const misplaced = rows.filter(([, , tests = '', , groups = '']) =>
      groups
        .split(', ')
        .some((group) => !filesIn(tests).some((path) => path.startsWith(places[group as keyof typeof places]))),
    );

    expect(misplaced.map(([promise]) => promise)).toEqual([]);
  });
});
