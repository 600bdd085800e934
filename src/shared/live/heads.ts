import { LIMITS } from '../limits.js';

/** Up to which `seq` each chat is known: by it one sees what comes next, what was told before, and what is missing. */
export class Heads {
  private readonly heads = new Map<number, number>();

  of(chatId: number): number | undefined {
    return this.heads.get(chatId);
  }

  set(chatId: number, head: number): void {
    this.heads.delete(chatId);
    this.heads.set(chatId, head);
  }

  forget(chatId: number): void {
    this.heads.delete(chatId);
  }

  /** Takes in a message if it comes next; a chat that is not known yet begins with it. */
  place({ chat_id, seq }: { chat_id: number; seq: number }): 'next' | 'known' | 'gap' {
    const head = this.heads.get(chat_id) ?? seq - 1;
    if (seq <= head) return 'known';
    if (seq > head + 1) return 'gap';
    this.set(chat_id, seq);
    return 'next';
  }

  /** What to ask with: the chats that were last written in, where there are too many to ask for all. */
  asked(): Record<string, number> {
    return Object.fromEntries([...this.heads].slice(-LIMITS.syncChats));
  }
}
