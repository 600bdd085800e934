import type { HelperOptions } from 'handlebars';
import * as words from '../../shared/time-words.js';

type Words = (time: Date, now: Date, zone?: string) => string;

/** Renders in the reader's zone if the page knows it (its script told us by cookie), else in UTC. */
const spoken = (say: Words) => (time: unknown, options: HelperOptions) => {
  const at = new Date(String(time ?? ''));
  if (Number.isNaN(at.getTime())) return '';
  const { now, root } = options.data as { now: Date; root: { tz?: string } };
  return say(at, now, root.tz ?? 'UTC');
};

export const clock = spoken((time, _, zone) => words.clock(time, zone));
export const longDay = spoken((time, _, zone) => words.longDay(time, zone));
export const greeting = spoken((time, _, zone) => words.greeting(time, zone));
export const dayLabel = spoken(words.dayLabel);
export const listTime = spoken(words.listTime);
export const lastSeen = spoken(words.lastSeen);
export const moment = spoken(words.moment);
