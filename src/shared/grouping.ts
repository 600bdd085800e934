import { dayKey } from './time-words.js';

/** What decides how a message stands among its neighbours. */
export interface Entry {
  sender: number;
  /** Milliseconds since 1970. */
  time: number;
  /** System lines, and emoji drawn large, join no group. */
  alone: boolean;
  /** sending, sent, read, failed; empty for other people's. */
  state: string;
}

export interface Standing {
  /** The first one of its day, in the reader's zone. */
  newDay: boolean;
  first: boolean;
  last: boolean;
  /** Shows its time: the last of a group, and where ticks differ. */
  timed: boolean;
}

const TOGETHER_MS = 5 * 60_000;

/** Messages of one person within five minutes and one day stand together. */
function together(earlier: Entry | undefined, later: Entry | undefined, zone: string | undefined): boolean {
  if (!earlier || !later || earlier.alone || later.alone || earlier.sender !== later.sender) return false;
  if (Math.abs(later.time - earlier.time) > TOGETHER_MS) return false;
  return dayKey(new Date(earlier.time), zone) === dayKey(new Date(later.time), zone);
}

export function standing(
  [before, entry, after]: readonly [Entry | undefined, Entry, Entry | undefined],
  { zone, dividedBefore, dividedAfter }: { zone?: string; dividedBefore: boolean; dividedAfter: boolean },
): Standing {
  const last = dividedAfter || !together(entry, after, zone);
  return {
    newDay: !before || dayKey(new Date(before.time), zone) !== dayKey(new Date(entry.time), zone),
    first: dividedBefore || !together(before, entry, zone),
    last,
    timed: last || entry.state !== after?.state,
  };
}
