import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ChatList } from '../chats/chat-list.js';
import type { DomainEvents } from '../events/domain-events.js';
import { EventBus } from '../events/event-bus.js';
import type { LiveMessage } from '../shared/payloads.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import type { Outgoing } from './wire/dialect.js';

/** The one map from facts to wire events and to those who hear them. */
@Injectable()
export class Broadcaster implements OnModuleInit {
  private readonly logger = new Logger(Broadcaster.name);

  constructor(
    private readonly events: EventBus,
    private readonly delivery: Delivery,
    private readonly connections: Connections,
    private readonly chats: ChatList,
  ) {}

  onModuleInit(): void {
    this.events.on('messages sent', (messages) => this.tellMessages(messages));
    this.events.on('chat read', (receipt) => this.tellReceipt(receipt));
    this.events.on('typing started', (typing) => this.tellTyping(typing));
    this.events.on('chat opened', ({ chat_id, user_ids }) => this.addChat(chat_id, user_ids));
    this.events.on('member left', ({ chat_id, user_id }) => this.removeChat(chat_id, user_id));
    this.events.on('session ended', ({ session_id, reason }) => this.endSession(session_id, reason));
    this.events.on('privacy changed', (change) => this.changePrivacy(change));
  }

  /** One commit may have many messages of many chats: those of one chat stand together and leave together. */
  private tellMessages(messages: LiveMessage[]): void {
    let events: Outgoing<'message:new'>[] = [];
    for (const [index, payload] of messages.entries()) {
      events.push({ event: 'message:new', payload });
      const next = messages[index + 1];
      if (next && next.chat_id === payload.chat_id) continue;
      this.delivery.toMembersOf(payload.chat_id, events);
      events = [];
    }
  }

  /** Receipts are reciprocal: whoever hides theirs is seen by nobody and sees nobody's. */
  private tellReceipt({ shown, ...payload }: DomainEvents['chat read']): void {
    this.delivery.toMembersOf(
      payload.chat_id,
      [{ event: 'message:read', payload }],
      ({ actor, privacy }) => actor.id === payload.user_id || (shown && privacy.receipts_visible),
    );
  }

  private tellTyping({ kind, ...payload }: DomainEvents['typing started']): void {
    this.delivery.toMembersOf(
      payload.chat_id,
      [{ event: 'typing', payload }],
      (connection) =>
        connection.actor.id !== payload.sender &&
        connection.privacy.typing_visible &&
        (kind === 'private' || connection.hasOpen(payload.chat_id)),
    );
  }

  private addChat(chatId: number, userIds: readonly number[]): void {
    for (const userId of userIds) {
      for (const connection of this.connections.ofUser(userId)) {
        if (connection.onlyChat === null) this.connections.subscribe(connection, chatId);
      }
      if (this.connections.ofUser(userId).size) void this.showChat(userId, chatId);
    }
  }

  /** The row looks different to each of its members, so it is read for each. */
  private async showChat(userId: number, chatId: number): Promise<void> {
    try {
      const chat = await this.chats.rowFor(userId, chatId);
      if (chat) this.delivery.toUser(userId, 'chat:added', chat);
    } catch (error) {
      this.logger.error({ err: error }, 'A new chat could not be shown');
    }
  }

  private removeChat(chatId: number, userId: number): void {
    this.delivery.kick(userId, chatId);
    this.delivery.toUser(userId, 'chat:removed', { chat_id: chatId });
  }

  private endSession(sessionId: number, reason: DomainEvents['session ended']['reason']): void {
    for (const connection of this.connections.ofSession(sessionId)) {
      // In this order: the end of the socket alone would not be the goodbye that signing out is.
      this.connections.remove(connection, true);
      connection.endSession(reason);
    }
  }

  private changePrivacy({ user_id, ...privacy }: DomainEvents['privacy changed']): void {
    for (const connection of this.connections.ofUser(user_id)) connection.privacy = privacy;
  }
}
