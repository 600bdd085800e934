import { inbox } from './inbox.js';
import type { LogView } from './log_view.js';
import { me } from './page.js';
import { socket } from './socket.js';

const ANSWER_MS = 8000;

/** Tells the server how far somebody has read: what has been in view, and only forward. */
export class ReadMarker {
  private told: number;

  constructor(
    private readonly chatId: number,
    private readUpTo: number,
  ) {
    this.told = readUpTo;
  }

  readElsewhere(upTo: number): void {
    this.readUpTo = Math.max(this.readUpTo, upTo);
    this.told = Math.max(this.told, upTo);
  }

  mark({ stored, scroll }: Pick<LogView, 'stored' | 'scroll'>): void {
    if (!socket.connected) return;
    const others = stored().filter(({ dataset }) => Number(dataset.seq) > this.told && Number(dataset.sender) !== me);
    const last = others.findLast((entry) => scroll.reaches(entry));
    if (last) void this.tell(Number(last.dataset.seq));
  }

  private async tell(upTo: number): Promise<void> {
    this.told = upTo;
    try {
      const message = { chat_id: this.chatId, up_to: upTo };
      const reply = await socket.timeout(ANSWER_MS).emitWithAck('message:read', message);
      if (!reply.ok) return;
      this.readUpTo = Math.max(this.readUpTo, upTo);
      inbox.emit('unread', { chat_id: this.chatId, unread: reply.unread });
    } catch {
      this.told = this.readUpTo;
    }
  }
}
