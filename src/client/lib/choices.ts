import type { ChatRow, Person } from '../../shared/payloads.js';
import type { Face } from './avatar.js';
import { read } from './page.js';

/** A chat that one has, or a person whom one may write to. */
export type Choice = { face: Face; about: string } & ({ chat: number } | { username: string });

const MOST = 8;
let chats: Promise<ChatRow[] | null> | undefined;

/** Chats first, then people with whom there is none yet. */
export async function choicesFor(query: string, signal: AbortSignal): Promise<Choice[]> {
  const wanted = query.toLowerCase();
  chats ??= read<ChatRow[]>('/chat/?limit=200');
  const people = query ? read<Person[]>(`/search/?q=${encodeURIComponent(query)}`, signal) : [];
  const [known, found] = await Promise.all([chats, people]);
  if (!known) chats = undefined;
  const fitting = (known ?? []).filter(({ display_name, username }) =>
    `${display_name}\n${username}`.toLowerCase().includes(wanted),
  );
  const strangers = (found ?? []).filter(({ id }) => !fitting.some(({ user_id }) => user_id === id));
  return [...fitting.slice(0, MOST).map(ofChat), ...strangers.slice(0, MOST).map(ofPerson)];
}

const ofChat = (row: ChatRow): Choice => ({
  chat: row.id,
  face: { id: row.user_id, name: row.display_name, picture: row.avatar, online: row.is_online },
  about: row.username,
});

const ofPerson = (person: Person): Choice => ({
  username: person.username,
  face: { id: person.id, name: person.display_name, picture: person.avatar, online: person.is_online },
  about: `${person.username} · new conversation`,
});
