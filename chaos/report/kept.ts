import type { Outcome } from '../load/crowd.js';
import { count, row, type Row, seconds } from './promise.js';

const SOME = 3;

/** The rows that every scenario ends with: nothing acknowledged is lost, nothing twice, one order, everybody agrees. */
export function kept(during: string, { verdict, missed, quietMs, unknown }: Outcome, lost = 'R1'): Row[] {
  const { acknowledged } = verdict;
  return [
    row(
      lost,
      `acknowledged messages are there: ${during}`,
      '0 lost',
      `${figure(verdict.lost)} of ${count(acknowledged)}${unknown ? ` (${unknown} never answered)` : ''}`,
      acknowledged > 0 && !verdict.lost.length,
    ),
    row(
      'R3',
      `no message twice, none unasked: ${during}`,
      '0',
      figure([...verdict.duplicated, ...verdict.unasked]),
      !verdict.duplicated.length && !verdict.unasked.length,
    ),
    row(
      'R5',
      `seq 1, 2, 3 … in the order of time: ${during}`,
      '0 gaps, 0 reordered',
      `${figure(verdict.gaps)}, ${figure(verdict.reordered)}`,
      !verdict.gaps.length && !verdict.reordered.length,
    ),
    row(
      'R6',
      `all clients show what is stored: ${during}`,
      '0 differ, <= 30 s',
      `${figure(verdict.disagreeing)} differ, after ${quietMs === Infinity ? 'never' : seconds(quietMs)}`,
      !verdict.disagreeing.length && quietMs <= 30_000,
    ),
    row(
      'oracle',
      `finds each falsified log: ${during}`,
      '0 missed',
      missed.length ? `missed: ${missed.join('; ')}` : '0 missed',
      !missed.length,
    ),
  ];
}

const figure = (faults: string[]) =>
  faults.length
    ? `${count(faults.length)} (${faults.slice(0, SOME).join(', ')}${faults.length > SOME ? ' …' : ''})`
    : '0';
