import type { Row } from './promise.js';

const HEAD: Record<keyof Row, string> = {
  promise: '',
  says: 'promise',
  demand: 'demand',
  figure: 'figure',
  held: 'held?',
};
const COLUMNS = ['promise', 'says', 'demand', 'figure', 'held'] as const;

/** The rows by the number of their promise, as text columns. */
export function tableOf(rows: Row[]): string {
  const sorted = rows.toSorted((a, b) => numberOf(a) - numberOf(b));
  const cells = [HEAD, ...sorted].map((row) => COLUMNS.map((column) => row[column]));
  const widths = COLUMNS.map((_, place) => Math.max(...cells.map((line) => line[place]!.length)));
  const lines = cells.map((line) =>
    line
      .map((cell, place) => cell.padEnd(widths[place]!))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0], '-'.repeat(Math.max(...lines.map(({ length }) => length))), ...lines.slice(1)].join('\n');
}

const numberOf = ({ promise }: Row) => Number(/\d+/.exec(promise)?.[0] ?? 0);
