import { acceptanceFiles, acceptanceRows, pathOf, RESULTS, resultOf } from './table.mjs';

/** Prints the table of acceptance after a run of all the tests in it; a row that does not hold fails the run. */
export default class AcceptanceReporter {
  #error;

  onRunComplete(_contexts, { testResults }) {
    const rows = acceptanceRows();
    const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
    if (!acceptanceFiles(rows).every((file) => ran.has(pathOf(file)))) return;
    const told = rows.map((row) => ({ ...row, result: resultOf(row, testResults) }));
    const failing = told.filter(({ result }) => result === 'FAILS').map(({ id }) => id);
    if (failing.length) this.#error = new Error(`Not as promised: ${failing.join(', ')}`);
    this.say(`\n${told.map(lineOf).join('\n')}\n\n${countsOf(told)}\n${this.#error ? `${this.#error.message}\n` : ''}`);
  }

  say(text) {
    process.stderr.write(text);
  }

  getLastError() {
    return this.#error;
  }
}

const lineOf = ({ id, result, promised }) => `${id}  ${result.padEnd(8)} ${promised}`;

const countsOf = (rows) =>
  `Acceptance: ${RESULTS.map((result) => `${rows.filter((row) => row.result === result).length} ${result}`).join(', ')}, of ${rows.length}`;
