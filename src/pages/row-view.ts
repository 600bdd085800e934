import type { Actor } from '../access/actor.js';
import type { AnyRow } from '../shared/payloads.js';

/** A row of the list of chats, whichever kind of chat it is. */
export interface RowView {
  id: number;
  kind: AnyRow['kind'];
  /** Whose colour the avatar has: of a person, or of the group itself. */
  face: number;
  /** The other one of a private chat, else 0. */
  user_id: number;
  username: string;
  name: string;
  picture: string | null;
  square: boolean;
  is_online: boolean | null;
  lastMessage: string;
  /** Who said it, where that is not clear. */
  speaker: string;
  last_sender: number | null;
  last_seq: number;
  unread: number;
  mentions: number;
  /** Until when, `always`, or empty. */
  muted: string;
  time: string;
  /** read, sent, or empty where the last message is somebody else's. */
  state: string;
}

export function rowView(actor: Actor, row: AnyRow): RowView {
  const { id, lastMessage, last_sender, last_seq, unread, time } = row;
  const own = last_sender === actor.id;
  const said = { id, lastMessage, last_sender, last_seq, unread, time, muted: row.muted_until ?? '' };
  if (row.kind === 'group') {
    const speaker = own ? '' : (row.last_sender_name ?? '');
    const face = { face: id, user_id: 0, username: '', name: row.name, picture: row.icon, square: true };
    return {
      ...said,
      ...face,
      kind: 'group',
      is_online: null,
      speaker,
      mentions: row.mentions,
      state: own ? 'sent' : '',
    };
  }
  const { user_id, username, is_online } = row;
  const face = { face: user_id, user_id, username, name: row.display_name, picture: row.avatar, square: false };
  const state = own ? (row.last_read ? 'read' : 'sent') : '';
  return { ...said, ...face, kind: 'private', is_online, speaker: '', mentions: 0, state };
}
