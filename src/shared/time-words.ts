/**
 * Times as people say them: 14:02, Yesterday, Thu, 3 July. The server renders with these and the browser
 * renders again in the reader's own zone, so both must agree.
 */
type Style = Intl.DateTimeFormatOptions;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string | undefined, name: string, style: Style): Intl.DateTimeFormat {
  const key = `${name} ${zone}`;
  let made = formatters.get(key);
  if (!made) formatters.set(key, (made = new Intl.DateTimeFormat('en-GB', { ...style, timeZone: zone })));
  return made;
}

const DAY_MS = 86_400_000;

const QUARTER_MS = 15 * 60_000;
const MOST_KNOWN = 5000;
const knownDays = new Map<string, string>();

/** 2025-07-04 in that zone: equal for two times of one day. Every zone's midnight falls on a quarter of an hour. */
export function dayKey(time: Date, zone?: string): string {
  const quarter = `${zone} ${Math.floor(time.getTime() / QUARTER_MS)}`;
  let key = knownDays.get(quarter);
  if (key) return key;
  const [day, month, year] = formatter(zone, 'key', { year: 'numeric', month: '2-digit', day: '2-digit' })
    .format(time)
    .split('/');
  key = `${year}-${month}-${day}`;
  if (knownDays.size > MOST_KNOWN) knownDays.clear();
  knownDays.set(quarter, key);
  return key;
}

/** How many midnights lie between two times, in that zone. */
function daysBetween(earlier: Date, later: Date, zone?: string): number {
  return Math.round((Date.parse(dayKey(later, zone)) - Date.parse(dayKey(earlier, zone))) / DAY_MS);
}

export const clock = (time: Date, zone?: string): string =>
  formatter(zone, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);

const weekday = (time: Date, zone?: string) => formatter(zone, 'weekday', { weekday: 'short' }).format(time);

function date(time: Date, now: Date, zone?: string): string {
  const otherYear = dayKey(time, zone).slice(0, 4) !== dayKey(now, zone).slice(0, 4);
  return otherYear
    ? formatter(zone, 'year', { day: 'numeric', month: 'long', year: 'numeric' }).format(time)
    : formatter(zone, 'date', { day: 'numeric', month: 'long' }).format(time);
}

/** Friday, 4 July */
export function longDay(time: Date, zone?: string): string {
  return `${formatter(zone, 'long weekday', { weekday: 'long' }).format(time)}, ${date(time, time, zone)}`;
}

/** Over the messages of a day: Today, Yesterday, Thursday, 3 July. */
export function dayLabel(time: Date, now: Date, zone?: string): string {
  const days = daysBetween(time, now, zone);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return `${formatter(zone, 'long weekday', { weekday: 'long' }).format(time)}, ${date(time, now, zone)}`;
}

/** In a list: 14:08, Yesterday, Thu, 3 July. */
export function listTime(time: Date, now: Date, zone?: string): string {
  const days = daysBetween(time, now, zone);
  if (days <= 0) return clock(time, zone);
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday(time, zone) : date(time, now, zone);
}

/** today at 14:02, yesterday at 09:31, Thu at 09:31, 3 July at 09:31 */
export function moment(time: Date, now: Date, zone?: string): string {
  const days = daysBetween(time, now, zone);
  const day = days <= 0 ? 'today' : days === 1 ? 'yesterday' : days < 7 ? weekday(time, zone) : date(time, now, zone);
  return `${day} at ${clock(time, zone)}`;
}

export const lastSeen = (time: Date, now: Date, zone?: string): string => `Last seen ${moment(time, now, zone)}`;

export function greeting(now: Date, zone?: string): string {
  const hour = Number(clock(now, zone).slice(0, 2));
  if (hour < 5 || hour >= 18) return 'Good evening';
  return hour < 12 ? 'Good morning' : 'Good afternoon';
}
