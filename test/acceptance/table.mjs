import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = new URL('../../docs/acceptance.md', import.meta.url);
const TESTS = fileURLToPath(new URL('..', import.meta.url));
const ROW = /^\| (A\d{3}) \|/;
const PROOF = /^`([^`]+\.spec\.ts)` (.+)$/;
const NOT_YET = 'not yet';

/** How a row can stand, the worst last. */
export const RESULTS = ['holds', 'not yet', 'not run', 'FAILS'];

/**
 * The rows of docs/acceptance.md: what is promised, what is checked, and which tests do that.
 *
 * @returns {{ id: string, promised: string, checked: string, isPending: boolean, proofs: { file: string, title: string }[] }[]}
 */
export function acceptanceRows() {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  return lines.filter((line) => ROW.test(line)).map(rowOf);
}

function rowOf(line) {
  const [id, promised, checked, held] = line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
  const isPending = held === NOT_YET;
  return { id, promised, checked, isPending, proofs: isPending ? [] : held.split('<br>').map(proofOf) };
}

function proofOf(text) {
  const [, file, title] = PROOF.exec(text) ?? [];
  if (!file) throw new Error(`docs/acceptance.md: "${text}" is no test. Write \`folder/file.spec.ts\` and its title.`);
  return { file, title };
}

/** The files in which the tests of all rows are, below `test/`. */
export const acceptanceFiles = (rows = acceptanceRows()) => [
  ...new Set(rows.flatMap(({ proofs }) => proofs.map(({ file }) => file))),
];

/** As Jest calls that file. */
export const pathOf = (file) => TESTS + file;

/** How a row stands after a run: `ran` is what Jest says of each test file. */
export function resultOf({ isPending, proofs }, ran) {
  if (isPending) return NOT_YET;
  return worst(proofs.map((proof) => resultOfProof(proof, ran)));
}

const worst = (results) => RESULTS.findLast((result) => results.includes(result)) ?? 'FAILS';

function resultOfProof({ file, title }, ran) {
  const tests = ran.find(({ testFilePath }) => testFilePath === pathOf(file))?.testResults ?? [];
  const pattern = patternOf(title);
  const statuses = tests.filter((test) => pattern.test(test.title)).map(({ status }) => status);
  if (statuses.length === 0 || statuses.includes('failed')) return 'FAILS';
  return statuses.every((status) => status === 'passed') ? 'holds' : 'not run';
}

/** A title as it stands in the file, where each run fills in what it is about. */
const patternOf = (title) =>
  new RegExp(`^${title.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/%[a-z]|\\\$\w+/g, '.*')}$`, 's');
