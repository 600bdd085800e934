import type { Row } from './row.js';

const HEAD = ['', 'unit', 'server', 'floor', 'ratio', 'of rounds', 'target', 'holds', 'note'];

/** The rows of a scenario as text columns. */
export function tableOf(rows: Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => align(cell, widths[column]!, column))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0], '-'.repeat(Math.max(...lines.map(({ length }) => length))), ...lines.slice(1)].join('\n');
}

const cellsOf = ({ work, unit, server, floor, ratio, spread, target, holds, note }: Row): string[] => [
  work,
  unit,
  short(server),
  short(floor),
  short(ratio),
  spread && spread[0] !== spread[1] ? `${short(spread[0])}-${short(spread[1])}` : '',
  target ?? '',
  holds === undefined ? '' : holds ? 'yes' : 'NO',
  note ?? '',
];

const isNumber = (column: number) => column >= 2 && column <= 5;
const align = (cell: string, width: number, column: number) =>
  isNumber(column) ? cell.padStart(width) : cell.padEnd(width);

function short(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
}
