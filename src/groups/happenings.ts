import type { Happening } from '../messages/system-messages.js';
import type { Role } from '../shared/roles.js';
import type { Somebody } from './group-change.js';
import type { GroupChanges as Changes } from './groups.dto.js';

/** What is said in a group about itself. `subject` names so many people at the most, the text a few of them. */
const IN_SUBJECT = 10;
const IN_TEXT = 3;

/** What a channel says of itself. */
interface Described {
  name: string;
  topic: string;
}

const subjectOf = (people: Somebody[]) => ({
  users: people.slice(0, IN_SUBJECT).map(({ id, username }) => ({ id, username })),
  count: people.length,
});

const list = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function named(people: Somebody[]): string {
  const names = people.map(({ username }) => username);
  if (names.length <= IN_TEXT + 1) return list(names);
  return list([...names.slice(0, IN_TEXT), `${names.length - IN_TEXT} others`]);
}

export const made = (actor: Somebody, name: string): Happening => ({
  name: 'group_created',
  text: `${actor.username} made the group “${name}”`,
  subject: { name },
});

export const added = (actor: Somebody, people: Somebody[]): Happening => ({
  name: 'member_added',
  text: `${actor.username} added ${named(people)}`,
  subject: subjectOf(people),
});

/** `by`: who let them in, where somebody had to. */
export const joined = (person: Somebody, by?: Somebody): Happening => ({
  name: 'member_joined',
  text: by ? `${by.username} let ${person.username} in` : `${person.username} joined`,
  subject: subjectOf([person]),
});

export const banned = (actor: Somebody, person: Somebody): Happening => ({
  name: 'member_banned',
  text: `${actor.username} banned ${person.username}`,
  subject: subjectOf([person]),
});

export const banLifted = (actor: Somebody, person: Somebody): Happening => ({
  name: 'ban_lifted',
  text: `${actor.username} lifted the ban of ${person.username}`,
  subject: subjectOf([person]),
});

/** The code itself is for admins only. */
export const codeChanged = (actor: Somebody, isOpen: boolean): Happening => ({
  name: isOpen ? 'code_renewed' : 'code_closed',
  text: isOpen ? `${actor.username} made a new join code` : `${actor.username} closed the join code`,
  subject: null,
});

export const removed = (actor: Somebody, person: Somebody): Happening => ({
  name: 'member_removed',
  text: `${actor.username} removed ${person.username}`,
  subject: subjectOf([person]),
});

export const left = (actor: Somebody, heir?: Somebody): Happening => ({
  name: 'member_left',
  text: heir ? `${actor.username} left; ${heir.username} is the owner now` : `${actor.username} left`,
  subject: { ...subjectOf([actor]), ...(heir && { owner: { id: heir.id, username: heir.username } }) },
});

export const roleChanged = (actor: Somebody, person: Somebody, role: Exclude<Role, 'owner'>): Happening => ({
  name: role === 'admin' ? 'member_promoted' : 'member_demoted',
  text:
    role === 'admin'
      ? `${actor.username} made ${person.username} an admin`
      : `${actor.username} made ${person.username} a member again`,
  subject: { ...subjectOf([person]), role },
});

export const handedOver = (actor: Somebody, heir: Somebody): Happening => ({
  name: 'group_handed_over',
  text: `${actor.username} handed the group over to ${heir.username}`,
  subject: { ...subjectOf([heir]), role: 'owner' },
});

export const iconChanged = (actor: Somebody, icon: string | null): Happening => ({
  name: 'group_icon_changed',
  text: `${actor.username} ${icon ? 'changed' : 'removed'} the icon of the group`,
  subject: { icon },
});

/** One sentence, whatever was changed together. */
export function changed(actor: Somebody, changes: Changes): Happening {
  const parts: [string, string][] = [];
  if (changes.name !== undefined) parts.push(['group_renamed', `renamed the group to “${changes.name}”`]);
  if (changes.description !== undefined) parts.push(['group_described', 'changed the description']);
  if (changes.visibility !== undefined)
    parts.push(['group_visibility_changed', `made the group ${changes.visibility}`]);
  if (changes.join_by_request !== undefined)
    parts.push([
      'group_joining_changed',
      changes.join_by_request ? 'made joining a matter of asking' : 'made joining free again',
    ]);
  return {
    name: parts.length === 1 ? parts[0]![0] : 'group_changed',
    text: `${actor.username} ${list(parts.map(([, words]) => words))}`,
    subject: changes,
  };
}

/** In the channel itself, which had another name or topic before. */
export function channelChanged(actor: Somebody, before: Described, now: Described): Happening {
  const parts: [string, string][] = [];
  if (now.name !== before.name) parts.push(['channel_renamed', `renamed the channel to “${now.name}”`]);
  if (now.topic !== before.topic)
    parts.push(['channel_described', now.topic ? `changed the topic to “${now.topic}”` : 'removed the topic']);
  return {
    name: parts.length === 1 ? parts[0]![0] : 'channel_changed',
    text: `${actor.username} ${list(parts.map(([, words]) => words))}`,
    subject: { name: now.name, topic: now.topic },
  };
}
