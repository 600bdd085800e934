import type { Member, Members } from '../../shared/group-payloads.js';
import { inbox } from './inbox.js';
import { read } from './page.js';

const PAGE = 200;
const MOST_PAGES = 5;

const known = new Map<number, Promise<Member[]>>();
inbox.on('joined', ({ chat_id }) => known.delete(chat_id));
inbox.on('left', ({ chat_id }) => known.delete(chat_id));

/** The members of a group, as far as a page needs them, read once until somebody comes or goes. */
export function membersOf(chatId: number): Promise<Member[]> {
  const members = known.get(chatId) ?? load(chatId);
  known.set(chatId, members);
  return members;
}

async function load(chatId: number): Promise<Member[]> {
  const members: Member[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const place: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const found: Members | null = await read<Members>(`/group/${chatId}/members/?limit=${PAGE}${place}`);
    if (!found) known.delete(chatId);
    members.push(...(found?.results ?? []));
    cursor = found?.next ?? null;
  }
  return members;
}
