import { isFewEmoji, partsOf, type TextPart } from '../shared/message-text.js';
import { type Entry, standing } from '../shared/grouping.js';
import type { ChatPage, ChatRow, Message } from '../shared/payloads.js';

export interface EntryView {
  seq: number;
  sender: number;
  sendername: string;
  time: string;
  text: string;
  parts: TextPart[];
  own: boolean;
  system: boolean;
  emoji: boolean;
  state: string;
  client_id?: string;
  day: boolean;
  fresh: boolean;
  first: boolean;
  last: boolean;
  timed: boolean;
}

export interface ChatView {
  id: number;
  user_id: number;
  username: string;
  name: string;
  avatar: string | null;
  is_online: boolean | null;
  lastseen: string | null;
  last_seq: number;
  first_seq: number;
  shown_seq: number;
  read_up_to: number;
  unread: number;
  has_older: boolean;
  has_newer: boolean;
}

/** The head of the conversation and where its shown page lies. `seq` counts from 1 without a gap, so it tells both ends. */
export function chatView(page: ChatPage, row: ChatRow | null): ChatView {
  const first_seq = page.messages[0]?.seq ?? page.last_seq + 1;
  const shown_seq = page.messages.at(-1)?.seq ?? page.last_seq;
  return {
    ...page,
    user_id: row?.user_id ?? page.id,
    username: page.username ?? '',
    name: row?.display_name || page.chatname,
    avatar: row?.avatar ?? null,
    first_seq,
    shown_seq,
    has_older: first_seq > 1 && page.messages.length > 0,
    has_newer: shown_seq < page.last_seq,
  };
}

/** The messages of a page as they stand: in groups, under their day, with one line before the first unread. */
export function entriesOf(page: ChatPage, name: string, zone = 'UTC'): EntryView[] {
  const firstUnread = page.unread
    ? page.messages.find(({ seq, sender }) => seq > page.read_up_to && sender !== page.myid)?.seq
    : undefined;
  const entries = page.messages.map((message) => entry(message, page.myid));
  return page.messages.map((message, at) => {
    const own = message.sender === page.myid;
    const { newDay, ...place } = standing([entries[at - 1], entries[at]!, entries[at + 1]], {
      zone,
      dividedBefore: message.seq === firstUnread,
      dividedAfter: page.messages[at + 1]?.seq === firstUnread && firstUnread !== undefined,
    });
    return {
      ...place,
      seq: message.seq,
      sender: message.sender,
      sendername: own ? 'You' : name,
      time: message.time,
      text: message.text,
      parts: partsOf(message.text),
      own,
      system: message.kind === 'system',
      emoji: isFewEmoji(message.text),
      state: entries[at]!.state,
      ...(own && { client_id: message.client_id }),
      day: newDay,
      fresh: message.seq === firstUnread,
    };
  });
}

const entry = ({ sender, time, text, kind, read }: Message, me: number): Entry => ({
  sender,
  time: Date.parse(time),
  alone: kind === 'system' || isFewEmoji(text),
  state: sender !== me || kind === 'system' ? '' : read ? 'read' : 'sent',
});
