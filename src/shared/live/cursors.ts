import type { ReadReceipt } from '../payloads.js';

/** How far everybody has read each chat, as far as one was told. */
export class Cursors {
  private readonly cursors = new Map<string, number>();

  of(chatId: number, userId: number): number {
    return this.cursors.get(`${chatId}.${userId}`) ?? 0;
  }

  /** A cursor moves forward only, and what is told again is no news: false then. */
  move({ chat_id, user_id, up_to }: Pick<ReadReceipt, 'chat_id' | 'user_id' | 'up_to'>): boolean {
    if (up_to <= this.of(chat_id, user_id)) return false;
    this.cursors.set(`${chat_id}.${user_id}`, up_to);
    return true;
  }
}
