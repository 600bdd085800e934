import { median } from '../load/numbers.js';

/** A line of the table: what the server needed, what the floor needed, and whether their ratio is what was promised. */
export interface Row {
  work: string;
  unit: string;
  server: number;
  floor?: number;
  /** Median of the ratios of each round; `spread` is the least and the largest of them. */
  ratio?: number;
  spread?: [number, number];
  target?: string;
  holds?: boolean;
  note?: string;
}

/** A promise of shared performance targets: the ratio (or, without a floor, the figure) at most or at least this. */
export type Target = { most: number } | { least: number };

export interface Comparison {
  work: string;
  unit: string;
  server: number[];
  floor: number[];
  target?: Target;
  note?: string;
}

/** Compares round by round, because both sides met the same minute of the machine. */
export function compare({ work, unit, server, floor, target, note }: Comparison): Row {
  const ratios = server.map((one, round) => one / floor[round]!);
  const ratio = median(ratios);
  const spread: [number, number] = [Math.min(...ratios), Math.max(...ratios)];
  return { work, unit, server: median(server), floor: median(floor), ratio, spread, ...judge(ratio, target), note };
}

/** A figure that stands for itself. */
export const figure = (work: string, unit: string, server: number, target?: Target, note?: string): Row => ({
  work,
  unit,
  server,
  ...judge(server, target),
  note,
});

function judge(value: number, target?: Target): Pick<Row, 'target' | 'holds'> {
  if (!target) return {};
  if ('most' in target) return { target: `<= ${target.most}`, holds: value <= target.most };
  return { target: `>= ${target.least}`, holds: value >= target.least };
}
