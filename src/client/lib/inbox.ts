import type { ChatRow, LiveMessage, Message, ReadReceipt } from '../../shared/payloads.js';
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
  client_id?: string;
  read: boolean;
}

interface Events {
  message: Arrival;
  read: ReadReceipt;
  /** How many are left unread after the reader of this page has read. */
  unread: { chat_id: number; unread: number };
  connected: void;
  added: ChatRow;
  removed: { chat_id: number };
  /** Something was missed for good: lists should be read again. */
  stale: void;
  /** A chat lacks messages between the ones that it has. */
  gap: void;
}

/** What this page knows of each chat by `seq`: everything arrives here once, however often it comes and in whatever order. */
export class Inbox extends Emitter<Events> {
  /** The chat that is being read at its end right now: what arrives there is not counted as unread. */
  reading = 0;

  private readonly known = new Map<number, { head: number; beyond: Set<number> }>();

  /** Up to which `seq` the page shows or counts a chat already. */
  knows(chatId: number, head: number): void {
    const chat = this.known.get(chatId);
    if (!chat) this.known.set(chatId, { head, beyond: new Set() });
    else if (head > chat.head) this.advance(chat, head);
  }

  heads(): Record<string, number> {
    return Object.fromEntries([...this.known].slice(0, 500).map(([chatId, { head }]) => [chatId, head]));
  }

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

function arrivalOf(message: LiveMessage | Message): Arrival {
  const { chat_id, seq, sender, text, time, kind, client_id, read } = message;
  const sender_username = 'sendername' in message ? message.sendername : message.sender_username;
  return { chat_id, seq, sender, sender_username, text, time, kind, client_id, read };
}

export const inbox = new Inbox();
