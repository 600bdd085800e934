import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import AcceptanceReporter from './reporter.mjs';
import { acceptanceFiles, acceptanceRows, pathOf, resultOf } from './table.mjs';

const rows = acceptanceRows();
const source = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

describe('the table of acceptance', () => {
  it('has each of the 204 rows once, in order, with tests that hold it or the words "not yet"', () => {
    const ids = Array.from({ length: 204 }, (_, index) => `A${String(index + 1).padStart(3, '0')}`);

    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows.filter(({ isPending, proofs }) => !isPending && proofs.length === 0)).toEqual([]);
  });

  it('names tests that there are', () => {
    const sources = new Map(acceptanceFiles(rows).map((file) => [file, existsIn(file) ? source(file) : '']));
    const missing = rows.flatMap(({ id, proofs }) =>
      proofs
        .filter(({ file, title }) => !spellings(title).some((spelling) => sources.get(file)!.includes(spelling)))
        .map(({ file, title }) => `${id}: ${file} has no test "${title}"`),
    );

    expect(missing).toEqual([]);
  });

  it('holds where every test passed, and fails where one failed or was not there', () => {
    const file = 'a.spec.ts';
    const testFilePath = pathOf(file);
    const after = (title: string, status: string) => [{ testFilePath, testResults: [{ title, status }] }];
    const row = { isPending: false, proofs: [{ file, title: 'takes %s (or not)' }] };

    expect(resultOf(row, after('takes 7 (or not)', 'passed'))).toBe('holds');
    expect(resultOf(row, after('takes 7 (or not)', 'failed'))).toBe('FAILS');
    expect(resultOf(row, after('takes 7 (or not)', 'pending'))).toBe('not run');
    expect(resultOf(row, after('takes something else', 'passed'))).toBe('FAILS');
    expect(resultOf(row, [])).toBe('FAILS');
  });
});

describe('a run of all the tests in it', () => {
  const told: string[] = [];
  const reporter = () => Object.assign(new AcceptanceReporter(), { say: (text: string) => void told.push(text) });
  /** Every test that is named passed, except those of one file. */
  const after = (failing?: string) =>
    acceptanceFiles(rows).map((file) => ({
      testFilePath: pathOf(file),
      testResults: rows
        .flatMap(({ proofs }) => proofs)
        .filter((proof) => proof.file === file)
        .map(({ title }) => ({ title, status: file === failing ? 'failed' : 'passed' })),
    }));

  it('prints each row with what came of it, and counts what is not there yet', () => {
    const whole = reporter();
    whole.onRunComplete(null, { testResults: after() });

    const lines = told.splice(0).join('').split('\n');
    const pending = rows.filter(({ isPending }) => isPending).length;
    expect(lines.filter((line) => /^A\d{3} {2}(holds|not yet) /.test(line))).toHaveLength(204);
    expect(lines).toContain(`Acceptance: ${204 - pending} holds, ${pending} not yet, 0 not run, 0 FAILS, of 204`);
    expect(whole.getLastError()).toBeUndefined();
  });

  it('fails where a row does not hold; a run of some tests says nothing of rows', () => {
    const [failing, some] = [reporter(), reporter()];
    failing.onRunComplete(null, { testResults: after('dialects/003.spec.ts') });
    expect(failing.getLastError()?.message).toMatch(/^Not as promised: A125, /);
    expect(told.splice(0).join('')).toContain('A142  FAILS');

    some.onRunComplete(null, { testResults: after().slice(1) });
    expect([some.getLastError(), told]).toEqual([undefined, []]);
  });
});

const existsIn = (file: string) => existsSync(new URL(`../${file}`, import.meta.url));

/** As a title may be written in its file. */
const spellings = (title: string) => [
  `'${title.replaceAll("'", String.raw`\'`)}'`,
  `\`${title}\``,
  JSON.stringify(title),
];
