import type { Member, Members } from '../../shared/group-payloads.js';
import { serverOf } from './channels.js';
import { inbox } from './inbox.js';
import { read } from './page.js';

const PAGE = 200;
const MOST_PAGES = 5;

const known = new Map<string, Promise<Member[]>>();
const forget = ({ chat_id }: { chat_id: number }) => {
  for (const kind of ['group', 'server']) known.delete(`/${kind}/${chat_id}`);
};
inbox.on('joined', forget);
inbox.on('left', forget);

/** The members of a group, or of a channel's server, as far as a page needs them, read once until somebody comes or goes. */
export function membersOf(chatId: number): Promise<Member[]> {
  const server = serverOf(chatId)?.dataset.server;
  const place = server ? `/server/${server}` : `/group/${chatId}`;
  const members = known.get(place) ?? load(place);
  known.set(place, members);
  return members;
}

async function load(place: string): Promise<Member[]> {
  const members: Member[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const found: Members | null = await read<Members>(`${place}/members/?limit=${PAGE}${from}`);
    if (!found) known.delete(place);
    members.push(...(found?.results ?? []));
    cursor = found?.next ?? null;
  }
  return members;
}
