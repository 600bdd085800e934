import { sizeWords } from '../../shared/size-words.js';
import { countdown, leftWords, speedWords, tookWords } from './words.js';
import { receivedEnding, sentEnding } from './endings.js';
import type { Way } from './way.js';

export interface Bar {
  percent: number;
  paused: boolean;
  /** Speed and time left. */
  pace: string;
}

export interface Note {
  tone: 'plain' | 'ok' | 'bad' | 'warn';
  text: string;
  /** At the end of the line: how long it lasts. */
  left?: string;
}

export interface WayLook {
  name: string;
  bar: Bar | null;
  note: Note | null;
}

/** Everything that a card shows. */
export interface CardLook {
  /** What it is called where it is read aloud. */
  label: string;
  about: string;
  bar: Bar | null;
  note: Note | null;
  ways: WayLook[];
  /** What can be done with it. */
  actions: ('answer' | 'cancel' | 'again' | 'choose')[];
  sha256: string;
  over: boolean;
}

export interface Offered {
  name: string;
  size: number;
  /** Of the other one: short within sentences. */
  who: string;
  whole: string;
}

export function barOf(way: Way, now: number): Bar | null {
  if (!way.taken || !way.isOpen) return null;
  const [speed, left] = [way.pace.speed(now), way.pace.secondsLeft(now)];
  const pace = speed === null || left === null ? '' : `${speedWords(speed)} · ${leftWords(left)}`;
  const paused = way.state === 'paused' || way.state === 'accepted';
  return { percent: way.percent, paused, pace: way.state === 'flowing' ? pace : '' };
}

const lost = ({ percent }: Way): Note => ({
  tone: 'warn',
  text: `The connection was lost. It goes on from ${percent} % by itself, for up to 2 minutes.`,
});

const away = ({ percent }: Way, who: string): Note => ({
  tone: 'warn',
  text: `Waiting for ${who}. It goes on from ${percent} % by itself, for up to 2 minutes.`,
});

const sizeOf = (way: Way): string =>
  way.taken && way.isOpen ? `${sizeWords(way.bytes)} of ${sizeWords(way.size)}` : sizeWords(way.size);

const took = ({ tookMs }: Way): string => (tookMs ? `, ${tookWords(tookMs)}` : '');

/** `until`: when the offer ends; `problem`: why it could not be taken just now. */
export function receivedLook(way: Way, file: Offered, until: number, problem: string, now: number): CardLook {
  const { name, who, whole } = file;
  return {
    label: way.state === 'offered' ? `${whole} wants to send you ${name}` : `${name} from ${whole}`,
    about: `${sizeOf(way)} · from ${whole}`,
    bar: barOf(way, now),
    note: receivedNote(way, who, until, problem, now),
    ways: [],
    actions: way.state === 'offered' ? ['answer'] : way.isOpen ? ['cancel'] : [],
    sha256: way.sha256,
    over: !way.isOpen,
  };
}

function receivedNote(way: Way, who: string, until: number, problem: string, now: number): Note | null {
  if (problem && way.isOpen) return { tone: 'warn', text: problem };
  if (way.state === 'offered')
    return { tone: 'plain', text: 'Goes straight to you, nothing is stored', left: countdown(until - now) };
  if (way.state === 'accepted') return way.bytes > 0 ? away(way, who) : { tone: 'plain', text: `Waiting for ${who} …` };
  if (way.state === 'paused') return lost(way);
  if (way.state === 'done') return { tone: 'ok', text: `Arrived whole${took(way)}` };
  return way.state === 'failed' ? { tone: 'bad', text: receivedEnding(way, who) } : null;
}

/** Of a file to one recipient; see `shared_look.ts` for several. */
export function sentLook(way: Way, file: Offered, until: number, now: number): CardLook {
  const { name, whole } = file;
  return {
    label: `${name} to ${whole}`,
    about: `${sizeOf(way)} · to ${whole}`,
    bar: barOf(way, now),
    note: sentNote(way, file.who, until, now),
    ways: [],
    actions: way.isOpen ? ['cancel'] : [],
    sha256: way.sha256,
    over: !way.isOpen,
  };
}

export function sentNote(way: Way, who: string, until: number, now: number): Note | null {
  if (way.state === 'offered')
    return { tone: 'plain', text: `Waiting for ${who} to take it`, left: countdown(until - now) };
  if (way.state === 'accepted') return { tone: 'plain', text: `${who} takes it …` };
  if (way.state === 'paused') return lost(way);
  if (way.state === 'done') return { tone: 'ok', text: `${who} has it${took(way)}` };
  return way.state === 'failed' ? { tone: 'bad', text: sentEnding(way, who) } : null;
}
