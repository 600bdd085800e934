import { type Entry, standing } from '../../shared/grouping.js';
import { dayKey } from '../../shared/time-words.js';
import { copyOf } from './part.js';
import { setTime } from './time.js';

const ALONE = '.system, .message--emoji';
const entries = new WeakMap<Element, Entry & { key: string }>();

function entryOf(element: HTMLElement): Entry {
  const { sender = '0', time = '', state = '', seq = '' } = element.dataset;
  const key = `${sender} ${time} ${state} ${seq}`;
  const known = entries.get(element);
  if (known?.key === key) return known;
  const made = { key, sender: Number(sender), time: Date.parse(time), alone: element.matches(ALONE), state };
  entries.set(element, made);
  return made;
}

const isLine = (element: Element | null, name: string) => Boolean(element?.classList.contains(name));

/** Groups the entries and puts the days between them, in the zone of this browser. */
export function arrange(column: HTMLElement, dayTemplate: HTMLTemplateElement): void {
  const all = [...column.querySelectorAll<HTMLElement>('[data-seq]')];
  all.forEach((element, at) => {
    const { newDay, first, last, timed } = standing([before(all, at), entryOf(element), after(all, at)], {
      dividedBefore: isLine(element.previousElementSibling, 'new-line'),
      dividedAfter: isLine(element.nextElementSibling, 'new-line'),
    });
    element.classList.toggle('message--first', first);
    element.classList.toggle('message--last', last);
    element.classList.toggle('message--timed', timed);
    divide(element, newDay, dayTemplate);
  });
  for (const day of column.querySelectorAll('.day')) {
    if (!nextEntry(day)) day.remove();
  }
}

const before = (all: HTMLElement[], at: number) => (all[at - 1] ? entryOf(all[at - 1]!) : undefined);
const after = (all: HTMLElement[], at: number) => (all[at + 1] ? entryOf(all[at + 1]!) : undefined);

function nextEntry(day: Element): Element | null {
  const next = day.nextElementSibling;
  return isLine(next, 'new-line') ? next!.nextElementSibling : next?.matches('[data-seq]') ? next : null;
}

function divide(entry: HTMLElement, newDay: boolean, template: HTMLTemplateElement): void {
  const previous = entry.previousElementSibling;
  const edge = isLine(previous, 'new-line') ? previous! : entry;
  const day = isLine(edge.previousElementSibling, 'day') ? edge.previousElementSibling! : undefined;
  if (!newDay) return day?.remove();
  const time = entry.dataset.time!;
  const made = day ?? copyOf(template);
  const label = made.querySelector('time')!;
  if (!day || dayKey(new Date(label.dateTime)) !== dayKey(new Date(time))) setTime(label, time);
  if (!day) edge.before(made);
}
