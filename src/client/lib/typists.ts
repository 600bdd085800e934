import type { Typing } from '../../shared/payloads.js';
import { Emitter } from '../../shared/live/emitter.js';
import { inbox } from './inbox.js';

const LASTS_MS = 5000;

interface Typist extends Typing {
  over: ReturnType<typeof setTimeout>;
}

/** Who is writing in which chat: whoever was heard of within five seconds, and has not sent it or gone since. */
class Typists extends Emitter<{ changed: { chat_id: number; typists: Typing[] } }> {
  private readonly chats = new Map<number, Map<number, Typist>>();

  constructor() {
    super();
    inbox.on('typing', (typing) => this.hear(typing));
    inbox.on('message', ({ chat_id, sender }) => this.stop(chat_id, sender));
    inbox.on('presence', ({ user_id, is_online }) => {
      if (is_online === false) for (const chatId of this.chats.keys()) this.stop(chatId, user_id);
    });
  }

  private hear(typing: Typing): void {
    const { chat_id, sender } = typing;
    const chat = this.chats.get(chat_id) ?? new Map<number, Typist>();
    this.chats.set(chat_id, chat);
    const known = chat.get(sender);
    clearTimeout(known?.over);
    chat.set(sender, { ...typing, over: setTimeout(() => this.stop(chat_id, sender), LASTS_MS) });
    if (!known) this.tell(chat_id);
  }

  private stop(chatId: number, userId: number): void {
    const chat = this.chats.get(chatId);
    const typist = chat?.get(userId);
    if (!chat || !typist) return;
    clearTimeout(typist.over);
    chat.delete(userId);
    if (chat.size === 0) this.chats.delete(chatId);
    this.tell(chatId);
  }

  private tell(chatId: number): void {
    this.emit('changed', { chat_id: chatId, typists: [...(this.chats.get(chatId)?.values() ?? [])] });
  }
}

export const typists = new Typists();

/** What people say of it: "Léa and Jonas are typing". */
export function typingWords(names: string[]): string {
  if (names.length === 0) return '';
  if (names.length > 2) return `${names.length} people are typing`;
  return names.length === 2 ? `${names[0]} and ${names[1]} are typing` : `${names[0]} is typing`;
}
