import { type Entry, standing } from '../shared/grouping.js';
import { isFewEmoji, partsOf, type TextPart } from '../shared/message-text.js';
import type { ChatPage, Message, Person } from '../shared/payloads.js';
import { systemIcon, systemParts } from '../shared/system-text.js';

export interface EntryView {
  seq: number;
  sender: number;
  sendername: string;
  avatar: string | null;
  is_online: boolean | null;
  time: string;
  parts: (TextPart & { own?: boolean; name?: boolean })[];
  own: boolean;
  system: boolean;
  icon: string;
  emoji: boolean;
  /** Whether it names the reader. */
  mentioned: boolean;
  state: string;
  client_id?: string;
  /** Of an own message: usernames of the newest who have read it, and how many have. */
  readers?: string;
  read_count?: number;
  day: boolean;
  fresh: boolean;
  first: boolean;
  last: boolean;
  timed: boolean;
}

interface Reader {
  username: string;
  zone?: string;
}

/** Says who somebody is: in private chats the other one, in rooms by their id. */
type FaceOf = (message: Message) => Pick<Person, 'display_name' | 'avatar' | 'is_online'>;

/** The messages of a page as they stand: in groups, under their day, with one line before the first unread. */
export function entriesOf(page: ChatPage, faceOf: FaceOf, { username, zone = 'UTC' }: Reader): EntryView[] {
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
    const { display_name, avatar, is_online } = faceOf(message);
    return {
      ...place,
      ...wordsOf(message, page.kind !== 'private', username.toLowerCase()),
      seq: message.seq,
      sender: message.sender,
      sendername: own ? 'You' : display_name,
      avatar,
      is_online,
      time: message.time,
      own,
      system: message.kind === 'system',
      icon: systemIcon(message.event),
      emoji: isFewEmoji(message.text),
      state: entries[at]!.state,
      ...(own && { client_id: message.client_id, ...readersOf(message) }),
      day: newDay,
      fresh: message.seq === firstUnread,
    };
  });
}

function wordsOf({ kind, text, event }: Message, room: boolean, me: string): Pick<EntryView, 'parts' | 'mentioned'> {
  if (kind === 'system') return { parts: systemParts(text, event), mentioned: false };
  const parts = partsOf(text, { mentions: room }).map((part) => ({ ...part, own: part.mention === me }));
  return { parts, mentioned: parts.some(({ own }) => own) };
}

function readersOf({ read_by, read_count }: Message) {
  const usernames = Object.keys(read_by);
  return { readers: usernames.join(' '), read_count: (read_count ?? usernames.length) || undefined };
}

const entry = ({ sender, time, text, kind, read }: Message, me: number): Entry => ({
  sender,
  time: Date.parse(time),
  alone: kind === 'system' || isFewEmoji(text),
  state: sender !== me || kind === 'system' ? '' : read ? 'read' : 'sent',
});
