import { sizeWords } from '../../shared/size-words.js';
import { barOf, type CardLook, type Note, sentLook, sentNote } from './look.js';
import type { Outgoing } from './outgoing.js';
import { countdown, shownName } from './words.js';

/** How a file that is sent looks just now. `whole` and `who`: the name of the other one in a private chat. */
export function outgoingLook(file: Outgoing, whole: string, isWaiting: boolean, now: number): CardLook {
  const name = shownName(file.draft.name);
  const size = sizeWords(file.draft.size);
  const who = whole.split(/\s/u)[0]!;
  const idle = { label: `${name}, to be sent`, about: size, bar: null, ways: [], sha256: '', over: file.isOver };
  if (file.problem) return { ...idle, note: { tone: 'bad', text: file.problem }, actions: file.file ? ['again'] : [] };
  const { way } = file;
  if (!file.id && way && !way.isOpen) return sentLook(way, { name, size: file.draft.size, who, whole }, 0, now);
  if (!file.id && file.isOver) return { ...idle, note: { tone: 'bad', text: 'You cancelled it.' }, actions: [] };
  if (!file.id) {
    const text = isWaiting ? 'Goes out when one of the others is through' : 'Offering it …';
    return { ...idle, note: { tone: 'plain', text }, actions: ['cancel'] };
  }
  const look = way ? sentLook(way, { name, size: file.draft.size, who, whole }, file.until, now) : shared(file, now);
  if (file.file || file.isOver) return look;
  return { ...look, note: { tone: 'warn', text: file.wasOther ? OTHER : AGAIN }, actions: ['choose', 'cancel'] };
}

const AGAIN = 'This page was loaded anew. Choose the file again to go on.';
const OTHER = 'That was another file, or it was changed. Choose the one that you were sending.';

function shared(file: Outgoing, now: number): CardLook {
  const { recipients, isOver } = file;
  const ways = file.allWays();
  const name = shownName(file.draft.name);
  return {
    label: `${name} to ${people(recipients)}`,
    about: `${sizeWords(file.draft.size)} · to ${people(recipients)}`,
    bar: null,
    note: sharedNote(file, now),
    ways: ways.map((way) => {
      const note = sentNote(way, way.name, 0, now);
      return { name: way.name, bar: barOf(way, now), note: way.state === 'flowing' ? null : note };
    }),
    actions: isOver ? [] : ['cancel'],
    sha256: ways.find(({ sha256 }) => sha256)?.sha256 ?? '',
    over: isOver,
  };
}

function sharedNote(file: Outgoing, now: number): Note | null {
  const { recipients } = file;
  const ways = file.allWays();
  const arrived = ways.filter(({ state }) => state === 'done').length;
  if (file.isOver && !ways.length) return { tone: 'bad', text: 'Nobody took it.' };
  if (file.isOver) return { tone: arrived ? 'ok' : 'bad', text: `${arrived} of ${people(recipients)} have it` };
  if (file.answered >= recipients) return null;
  const taken = ways.filter((way) => way.taken).length;
  return { tone: 'plain', text: `${taken} of ${recipients} have taken it`, left: countdown(file.until - now) };
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);
