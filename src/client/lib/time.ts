import * as words from '../../shared/time-words.js';

type Say = (time: Date, now: Date) => string;

const FORMATS: Record<string, Say> = {
  clock: (time) => words.clock(time),
  list: words.listTime,
  day: words.dayLabel,
  seen: words.lastSeen,
  moment: words.moment,
  today: (_, now) => words.longDay(now),
};

/** Says a time again, in the zone of this browser and as of now. */
export function say(element: HTMLTimeElement): void {
  const time = new Date(element.dateTime);
  const format = FORMATS[element.dataset.format ?? ''];
  if (!format || Number.isNaN(time.getTime())) return;
  const text = format(time, new Date());
  if (element.textContent !== text) element.textContent = text;
}

export function setTime(element: HTMLTimeElement, iso: string): void {
  element.dateTime = iso;
  say(element);
}

export function sayAll(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-format]')) say(element);
  for (const element of root.querySelectorAll<HTMLElement>('[data-format=greeting]')) {
    element.textContent = words.greeting(new Date());
  }
}
