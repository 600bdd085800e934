import type { SystemEvent } from './payloads.js';

export interface SystemPart {
  text: string;
  /** Whether it names somebody. */
  name: boolean;
}

const ICONS = new Map(
  Object.entries({
    member_added: 'user-plus',
    member_joined: 'user-plus',
    member_left: 'logout',
    member_removed: 'x',
    member_banned: 'x',
    member_promoted: 'shield',
    member_demoted: 'shield',
    group_handed_over: 'crown',
    group_created: 'users',
    group_renamed: 'pencil',
    group_described: 'pencil',
    group_visibility_changed: 'globe',
    group_icon_changed: 'pencil',
    group_changed: 'pencil',
    group_joining_changed: 'lock',
    channel_renamed: 'pencil',
    channel_described: 'pencil',
    channel_changed: 'pencil',
    code_renewed: 'link',
    code_closed: 'lock',
    file_sent: 'file',
    file_not_sent: 'file',
  }),
);

/** The name of the icon before a system message. */
export const systemIcon = (event?: SystemEvent): string => (event && ICONS.get(event.name)) ?? 'info';

/** Cuts the sentence of a system message into the names in it, as the event knows them, and the rest. */
export function systemParts(text: string, event?: SystemEvent): SystemPart[] {
  const names = event ? namesIn([event.actor, event.subject]) : [];
  if (!names.length) return [{ text, name: false }];
  const parts: SystemPart[] = [];
  let from = 0;
  for (const { 0: name, index } of text.matchAll(patternOf(names))) {
    if (index > from) parts.push({ text: text.slice(from, index), name: false });
    parts.push({ text: name, name: true });
    from = index + name.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), name: false });
  return parts;
}

/** Every `username` in there, however deep: a subject is one person, or some, or what was changed about them. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { username, ...rest } = value as Record<string, unknown>;
  return [...(typeof username === 'string' ? [username] : []), ...Object.values(rest).flatMap(namesIn)];
}

/** Whole names only, the longest first: `ada` is no part of `ada.l`. Quoted words are no names. */
function patternOf(names: string[]): RegExp {
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  const either = longestFirst.map((name) => name.replace(/[.-]/g, String.raw`\$&`)).join('|');
  return new RegExp(`(?<![\\w.“-])(?:${either})(?![\\w”-]|\\.\\w)`, 'g');
}
