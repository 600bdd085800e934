import type { ChatPage } from '../shared/payloads.js';
import type { RowView } from './row-view.js';

export interface ChatView {
  id: number;
  kind: ChatPage['kind'];
  /** Whether several people speak here, so that each message says whose it is. */
  room: boolean;
  face: number;
  user_id: number;
  username: string;
  name: string;
  avatar: string | null;
  is_online: boolean | null;
  lastseen: string | null;
  online_count?: number;
  /** Of a chat of two, or a group; a server knows it of its channels. */
  member_count: number;
  channel?: ChatPage['channel'];
  last_seq: number;
  first_seq: number;
  shown_seq: number;
  read_up_to: number;
  unread: number;
  has_older: boolean;
  has_newer: boolean;
}

/** The head of the conversation and where its shown page lies. `seq` counts from 1 without a gap, so it tells both ends. */
export function chatView({ messages, ...page }: ChatPage, row: RowView | null): ChatView {
  const first_seq = messages[0]?.seq ?? page.last_seq + 1;
  const shown_seq = messages.at(-1)?.seq ?? page.last_seq;
  return {
    ...page,
    room: page.kind !== 'private',
    username: page.username ?? '',
    ...(row ? faceOf(row) : { face: page.id, user_id: 0, name: page.chatname, avatar: null }),
    member_count: page.group?.member_count ?? 2,
    first_seq,
    shown_seq,
    has_older: first_seq > 1 && messages.length > 0,
    has_newer: shown_seq < page.last_seq,
  };
}

const faceOf = ({ face, user_id, name, picture }: RowView) => ({ face, user_id, name, avatar: picture });
