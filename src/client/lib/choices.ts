import type { GroupRow } from '../../shared/group-payloads.js';
import type { AnyRow, ChatRow, Person } from '../../shared/payloads.js';
import type { Face } from './avatar.js';
import { read } from './page.js';

/** A chat that one has, or a person whom one may write to. */
export type Choice = { face: Face; about: string } & ({ chat: number } | { username: string });

const MOST = 8;
let chats: Promise<AnyRow[] | null> | undefined;

/** Private chats and groups, newest first; null where they could not be had. */
export async function allChats(): Promise<AnyRow[] | null> {
  const [chats, groups] = await Promise.all([
    read<ChatRow[]>('/chat/?limit=200'),
    read<GroupRow[]>('/group/?limit=200'),
  ]);
  return chats && groups && [...chats, ...groups].sort((a, b) => b.time.localeCompare(a.time));
}

/** Chats first, then people with whom there is none yet. */
export async function choicesFor(query: string, signal: AbortSignal): Promise<Choice[]> {
  const wanted = query.toLowerCase();
  chats ??= allChats();
  const people = query ? read<Person[]>(`/search/?q=${encodeURIComponent(query)}`, signal) : [];
  const [known, found] = await Promise.all([chats, people]);
  if (!known) chats = undefined;
  const fitting = (known ?? []).filter((row) => namesOf(row).toLowerCase().includes(wanted));
  const met = (id: number) => fitting.some((row) => row.kind === 'private' && row.user_id === id);
  const strangers = (found ?? []).filter(({ id }) => !met(id));
  return [...fitting.slice(0, MOST).map(ofChat), ...strangers.slice(0, MOST).map(ofPerson)];
}

const namesOf = (row: AnyRow) => (row.kind === 'group' ? row.name : `${row.display_name}\n${row.username}`);

const ofChat = (row: AnyRow): Choice =>
  row.kind === 'group'
    ? {
        chat: row.id,
        face: { id: row.id, name: row.name, picture: row.icon, online: null, square: true },
        about: row.member_count === 1 ? 'Group, 1 member' : `Group, ${row.member_count} members`,
      }
    : {
        chat: row.id,
        face: { id: row.user_id, name: row.display_name, picture: row.avatar, online: row.is_online },
        about: row.username,
      };

const ofPerson = (person: Person): Choice => ({
  username: person.username,
  face: { id: person.id, name: person.display_name, picture: person.avatar, online: person.is_online },
  about: `${person.username} · new conversation`,
});
