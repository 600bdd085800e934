import { setTimeout as aMoment } from 'node:timers/promises';
import type { Evidence, Shown } from './evidence.js';
import { faultsOf, judge, type Verdict } from './judge.js';

const MOMENT_MS = 50;

interface Falsehood {
  title: string;
  /** What the oracle has to find. */
  fault: keyof Verdict;
  falsify(evidence: Evidence): Evidence;
}

/** Copies of what a run found, each spoilt in one way. An oracle that lets one of them pass is worth nothing. */
export const FALSEHOODS: Falsehood[] = [
  {
    title: 'an acknowledged message is not there',
    fault: 'lost',
    falsify: (evidence) => ({ ...evidence, stored: spoil(evidence, (all, place) => all.toSpliced(place, 1)) }),
  },
  {
    title: 'a message is there twice',
    fault: 'duplicated',
    falsify: (evidence) => ({
      ...evidence,
      stored: spoil(evidence, (all, place) => [...all, { ...all[place]!, seq: all.length + 1, id: -1 }]),
    }),
  },
  {
    title: 'a message was broadcast twice',
    fault: 'duplicated',
    falsify: (evidence) => ({ ...evidence, views: evidence.views.map((view) => ({ ...view, repeated: 1 })) }),
  },
  {
    title: 'a refused message is there',
    fault: 'unasked',
    falsify: (evidence) => {
      const [, stored] = busiest(evidence);
      const { key } = middleText(stored).shown;
      const operations = evidence.operations.map((one) =>
        one.key === key ? { ...one, outcome: 'failed' as const } : one,
      );
      return { ...evidence, operations };
    },
  },
  {
    title: 'numbers come from the clock',
    fault: 'gaps',
    falsify: (evidence) => ({
      ...evidence,
      stored: spoil(evidence, (all) => all.map((shown) => ({ ...shown, seq: 1_700_000_000_000 + shown.seq * 3 }))),
    }),
  },
  {
    title: 'the last message of a chat was acknowledged before all others began',
    fault: 'reordered',
    falsify: (evidence) => {
      const [chat] = busiest(evidence);
      const mine = evidence.operations.filter((one) => one.chat === chat && one.seq !== undefined);
      const last = mine.reduce((a, b) => (a.seq! > b.seq! ? a : b)).key;
      const operations = evidence.operations.map((one) =>
        one.key === last ? { ...one, invoked: -2, ended: -1 } : one,
      );
      return { ...evidence, operations };
    },
  },
  {
    title: 'a client heard a message that was never stored',
    fault: 'disagreeing',
    falsify: (evidence) => ({
      ...evidence,
      views: evidence.views.map((view) => {
        const heard = { seq: view.shown.length + 1, id: -1, key: 'broadcast before its commit failed', kind: 'text' };
        return { ...view, shown: [...view.shown, heard] };
      }),
    }),
  },
  {
    title: 'a client ignores a gap in what it hears',
    fault: 'disagreeing',
    falsify: (evidence) => ({
      ...evidence,
      views: evidence.views.map((view) => ({ ...view, shown: view.shown.toSpliced(view.shown.length >> 1, 1) })),
    }),
  },
];

/** The titles of those that the oracle did not notice. In turns with the other lanes, whose times are taken meanwhile. */
export async function missedFalsehoods(evidence: Evidence): Promise<string[]> {
  const missed: string[] = [];
  for (const { title, fault, falsify } of FALSEHOODS) {
    await aMoment(MOMENT_MS);
    if (!faultsOf(judge(falsify(evidence))).includes(fault)) missed.push(title);
  }
  return missed;
}

function spoil(evidence: Evidence, change: (all: Shown[], place: number) => Shown[]): Map<number, Shown[]> {
  const [chat, stored] = busiest(evidence);
  return new Map(evidence.stored).set(chat, change(stored, middleText(stored).place));
}

const busiest = ({ stored }: Evidence): [number, Shown[]] =>
  [...stored].reduce((a, b) => (a[1].length >= b[1].length ? a : b));

function middleText(all: Shown[]): { shown: Shown; place: number } {
  const from = all.length >> 1;
  const place = all.findIndex(({ kind }, index) => index >= from && kind === 'text');
  return { shown: all[place]!, place };
}
