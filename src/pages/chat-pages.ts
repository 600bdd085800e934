import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../access/actor.js';
import { AllChats } from '../chats/all-chats.js';
import { HistoryService } from '../messages/history.service.js';
import type { HistoryQuery } from '../messages/messages.dto.js';
import type { ChatPage, Message } from '../shared/payloads.js';
import { Faces } from '../users/faces.js';
import { chatView, type ChatView } from './chat-view.js';
import { entriesOf } from './entry-view.js';
import { readerOf } from './reader.js';
import { rowView } from './row-view.js';
import { type ServerView, ServerViews } from './servers/server-views.js';

const READ_BEFORE = 8;

export interface ConversationView {
  chat: ChatView;
  entries: object[];
  client_id: string;
  /** A channel is shown beside the other channels of its server. */
  server: ServerView | null;
}

/** What the page of a conversation shows. */
@Injectable()
export class ChatPages {
  constructor(
    private readonly history: HistoryService,
    private readonly chats: AllChats,
    private readonly faces: Faces,
    private readonly servers: ServerViews,
  ) {}

  async of(actor: Actor, chatId: number, query: HistoryQuery, request: Request): Promise<ConversationView> {
    const [page, row] = await Promise.all([
      this.pageAt(actor, chatId, query),
      // The row may be gone while the chat is opened; then the page alone says who it is with.
      this.chats.rowFor(actor.id, chatId),
    ]);
    const chat = chatView(page, row && rowView(actor, row));
    const entries = entriesOf(page, await this.faceOf(actor, page, chat), {
      username: actor.username,
      zone: readerOf(request).tz,
    });
    const server = page.channel ? await this.servers.find(request, actor, page.channel.server_id) : null;
    return { chat, entries, client_id: randomUUID(), server };
  }

  /** A chat opens at the first message that was not read, with a few before it, however many came since. */
  private async pageAt(actor: Actor, chatId: number, query: HistoryQuery): Promise<ChatPage> {
    const page = await this.history.page(actor, chatId, query);
    const asked = query.before !== undefined || query.after !== undefined;
    const first = page.messages[0]?.seq ?? 0;
    if (asked || !page.unread || first <= page.read_up_to + 1) return page;
    const around = await this.history.page(actor, chatId, { after: Math.max(0, page.read_up_to - READ_BEFORE) });
    return { ...around, online_count: page.online_count };
  }

  private async faceOf(actor: Actor, { kind, messages, myid }: ChatPage, { name, avatar, is_online }: ChatView) {
    if (kind === 'private') return () => ({ display_name: name, avatar, is_online });
    const senders = new Set(messages.map(({ sender }) => sender).filter((sender) => sender !== myid));
    const faces = await this.faces.of(actor, [...senders]);
    return ({ sender, sendername }: Message) =>
      faces.get(sender) ?? { display_name: sendername, avatar: null, is_online: null };
  }
}
