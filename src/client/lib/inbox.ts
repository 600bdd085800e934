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
import { Cursors } from '../../shared/live/cursors.js';
import { Emitter } from '../../shared/live/emitter.js';
import { Heads } from '../../shared/live/heads.js';

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

  private readonly known = new Heads();
  /** What came although others before it are missing. */
  private readonly beyond = new Map<number, Set<number>>();
  private readonly cursors = new Cursors();

  /** What the page was drawn with, before anything came live. Its parts were read at different moments: the earliest counts. */
  begins(chatId: number, head: number): void {
    this.known.set(chatId, Math.min(head, this.known.of(chatId) ?? head));
    this.beyond.delete(chatId);
  }

  /** Up to which `seq` the page shows or counts a chat already. */
  knows(chatId: number, head: number): void {
    const before = this.known.of(chatId);
    if (before === undefined || head > before) this.advance(chatId, head);
  }

  heads = (): Record<string, number> => this.known.asked();

  headOf = (chatId: number): number => this.known.of(chatId) ?? 0;

  /** How far somebody has read, as far as this page was told. */
  cursorOf = (chatId: number, userId: number): number => this.cursors.of(chatId, userId);

  forget(chatId: number): void {
    this.known.forget(chatId);
    this.beyond.delete(chatId);
  }

  /** One that came too early is shown all the same, in its place; what is missing before it is asked for. */
  receive(message: LiveMessage | Message): void {
    const { chat_id, seq } = message;
    const beyond = this.beyond.get(chat_id) ?? new Set();
    if (beyond.has(seq)) return;
    const place = this.known.place(message);
    if (place === 'known') return;
    if (place === 'gap') this.beyond.set(chat_id, beyond.add(seq));
    else this.advance(chat_id, seq);
    this.emit('message', arrivalOf(message));
    if (this.beyond.has(chat_id)) this.emit('gap', undefined);
  }

  receiveRead(receipt: ReadReceipt): void {
    if (this.cursors.move(receipt)) this.emit('read', receipt);
  }

  private advance(chatId: number, to: number): void {
    const beyond = this.beyond.get(chatId);
    let head = to;
    while (beyond?.delete(head + 1)) head++;
    this.known.set(chatId, head);
    for (const seq of beyond ?? []) if (seq <= head) beyond!.delete(seq);
    if (beyond?.size === 0) this.beyond.delete(chatId);
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
