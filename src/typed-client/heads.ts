const MOST_ASKED = 500;

/** How far each chat has been told. */
export class Heads {
  /** Whether the chats were asked for once: from then on one that is not known here is new. */
  isComplete = false;
  private readonly heads = new Map<number, number>();

  /** A chat from this place on; what is known of it already stays. */
  begins(chatId: number, seq: number): void {
    if (!this.heads.has(chatId)) this.heads.set(chatId, seq);
  }

  forget(chatId: number): void {
    this.heads.delete(chatId);
  }

  /** Takes a message as told if it is the next one; tells whether it was told before, or others are missing before it. */
  place({ chat_id, seq }: { chat_id: number; seq: number }): 'next' | 'known' | 'gap' {
    const head = this.heads.get(chat_id) ?? seq - 1;
    if (seq <= head) return 'known';
    if (seq > head + 1) return 'gap';
    this.heads.delete(chat_id);
    this.heads.set(chat_id, seq);
    return 'next';
  }

  /** What to ask with: the chats that were last written in, where there are too many to ask for all. */
  asked(): Record<string, number> {
    return Object.fromEntries([...this.heads].slice(-MOST_ASKED));
  }
}
