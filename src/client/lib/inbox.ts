import type { ChatChange, ChatRemoved, MemberLeft, MembersJoined } from '../../shared/group-payloads.js';
import type {
  AnyRow,
  LiveMessage,
  Message,
  Presence,
  ReadReceipt,
  SystemEvent,
  Typing,
} from '../../shared/payloads.js';
import { Emitter } from './emitter.js';

/** A message as the page takes it in, whether it came live or was caught up with. */
export interface Arrival {
  chat_id: number;
  seq: number;
  sender: number;
  sender_username: string;
  text: string;
  time: string;
  kind: 'text' | 'system';
  event?: SystemEvent;
  client_id?: string;
  read: boolean;
  /** Usernames of the newest who have read it, and how many have. */
  readers: string[];
  read_count: number;
}

interface Events {
  message: Arrival;
  read: ReadReceipt;
  presence: Presence;
  typing: Typing;
  /** How many are left unread after the reader of this page has read. */
  unread: { chat_id: number; unread: number };
  connected: void;
  added: AnyRow;
  updated: ChatChange;
  joined: MembersJoined;
  left: MemberLeft;
  removed: ChatRemoved;
  /** Something was missed for good: lists should be read again. */
  stale: void;
  /** A chat lacks messages between the ones that it has. */
  gap: void;
}

/** What this page knows of each chat by `seq`: everything arrives here once, however often it comes and in whatever order. */
export class Inbox extends Emitter<Events> {
  /** The chat that is being read at its end right now: what arrives there is not counted as unread. */
  reading = 0;
  /** The chat whose conversation this page shows. */
  open = 0;

  private readonly known = new Map<number, { head: number; beyond: Set<number> }>();
  private readonly cursors = new Map<string, number>();

  /** What the page was drawn with, before anything came live. Its parts were read at different moments: the earliest counts. */
  begins(chatId: number, head: number): void {
    const chat = this.known.get(chatId);
    this.known.set(chatId, { head: Math.min(head, chat?.head ?? head), beyond: new Set() });
  }

  /** Up to which `seq` the page shows or counts a chat already. */
  knows(chatId: number, head: number): void {
    const chat = this.known.get(chatId);
    if (!chat) this.known.set(chatId, { head, beyond: new Set() });
    else if (head > chat.head) this.advance(chat, head);
  }

  heads(): Record<string, number> {
    return Object.fromEntries([...this.known].slice(0, 500).map(([chatId, { head }]) => [chatId, head]));
  }

  headOf = (chatId: number): number => this.known.get(chatId)?.head ?? 0;

  /** How far somebody has read, as far as this page was told. */
  cursorOf = (chatId: number, userId: number): number => this.cursors.get(`${chatId}.${userId}`) ?? 0;

  forget(chatId: number): void {
    this.known.delete(chatId);
  }

  receive(message: LiveMessage | Message): void {
    const chat = this.chatOf(message);
    if (message.seq <= chat.head || chat.beyond.has(message.seq)) return;
    chat.beyond.add(message.seq);
    this.advance(chat, chat.head);
    this.emit('message', arrivalOf(message));
    if (chat.beyond.size) this.emit('gap', undefined);
  }

  /** A cursor moves forward only, and what is told again is no news. */
  receiveRead(receipt: ReadReceipt): void {
    if (receipt.up_to <= this.cursorOf(receipt.chat_id, receipt.user_id)) return;
    this.cursors.set(`${receipt.chat_id}.${receipt.user_id}`, receipt.up_to);
    this.emit('read', receipt);
  }

  private chatOf({ chat_id, seq }: { chat_id: number; seq: number }) {
    let chat = this.known.get(chat_id);
    if (!chat) this.known.set(chat_id, (chat = { head: seq - 1, beyond: new Set() }));
    return chat;
  }

  private advance(chat: { head: number; beyond: Set<number> }, head: number): void {
    chat.head = head;
    while (chat.beyond.delete(chat.head + 1)) chat.head++;
    for (const seq of chat.beyond) if (seq <= chat.head) chat.beyond.delete(seq);
  }
}

/** A page of history has it as a message, an event as a live one. */
export function arrivalOf(message: LiveMessage | Message): Arrival {
  const { chat_id, seq, sender, text, time, kind, event, client_id, read, read_by } = message;
  const sender_username = 'sendername' in message ? message.sendername : message.sender_username;
  const readers = Object.keys(read_by);
  const read_count = ('read_count' in message && message.read_count) || readers.length;
  return { chat_id, seq, sender, sender_username, text, time, kind, event, client_id, read, readers, read_count };
}

export const inbox = new Inbox();
