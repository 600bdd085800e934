import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { ChatList } from '../chats/chat-list.js';
import { HistoryService } from '../messages/history.service.js';
import type { HistoryQuery } from '../messages/messages.dto.js';
import type { ChatPage } from '../shared/payloads.js';
import { chatView, entriesOf } from './chat-view.js';

const READ_BEFORE = 8;

/** What the page of a conversation shows. */
@Injectable()
export class ChatPages {
  constructor(
    private readonly history: HistoryService,
    private readonly chats: ChatList,
  ) {}

  async of(actor: Actor, chatId: number, query: HistoryQuery, zone?: string): Promise<object> {
    const [page, row] = await Promise.all([
      this.pageAt(actor, chatId, query),
      // The row may be gone while the chat is opened; then the page alone says who it is with.
      this.chats.rowFor(actor.id, chatId),
    ]);
    const chat = chatView(page, row);
    return { chat, entries: entriesOf(page, chat.name, zone), client_id: randomUUID() };
  }

  /** A chat opens at the first message that was not read, with a few before it, however many came since. */
  private async pageAt(actor: Actor, chatId: number, query: HistoryQuery): Promise<ChatPage> {
    const page = await this.history.page(actor, chatId, query);
    const asked = query.before !== undefined || query.after !== undefined;
    const first = page.messages[0]?.seq ?? 0;
    if (asked || !page.unread || first <= page.read_up_to + 1) return page;
    return this.history.page(actor, chatId, { after: Math.max(0, page.read_up_to - READ_BEFORE) });
  }
}
