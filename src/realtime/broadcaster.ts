import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEvents } from '../events/domain-events.js';
import { EventBus } from '../events/event-bus.js';
import type { ServerPayload } from '../shared/events.js';
import type { LiveMessage } from '../shared/payloads.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { NewChats } from './new-chats.js';
import { ChatOrder } from './order/chat-order.js';
import type { Outgoing } from './wire/dialect.js';

/** The one map from facts to wire events and to those who hear them; what is said of servers is in server-tellings.ts. */
@Injectable()
export class Broadcaster implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly delivery: Delivery,
    private readonly connections: Connections,
    private readonly newChats: NewChats,
    private readonly order: ChatOrder,
  ) {}

  onModuleInit(): void {
    this.order.onDue = (chatId, messages) => this.tellChat(chatId, messages);
    this.events.on('messages sent', (messages) => this.tellMessages(messages));
    this.events.on('chat read', (receipt) => this.tellReceipt(receipt));
    this.events.on('typing started', (typing) => this.tellTyping(typing));
    this.events.on('chat opened', ({ chat_id, user_ids }) => this.newChats.add(chat_id, user_ids));
    this.events.on('member joined', (joined) => this.tellJoined(joined));
    this.events.on('member left', (left) => this.tellLeft(left));
    this.events.on('chat changed', (change) => this.tellChange(change));
    this.events.on('role changed', (change) => this.tellChange(change));
    this.events.on('join requests changed', (news) => this.tellRequests(news));
    this.events.on('chat muted', ({ user_id, ...change }) => this.delivery.toUser(user_id, 'chat:updated', change));
    this.events.on('chat ended', ({ chat_id, channel_ids }) => {
      if (!channel_ids) this.delivery.end(chat_id);
    });
    this.events.on('session ended', (ended) => this.endSession(ended));
    this.events.on('privacy changed', (change) => this.changePrivacy(change));
  }

  /** One commit may have many messages of many chats: those of one chat stand together and leave together. */
  private tellMessages(messages: LiveMessage[]): void {
    let begin = 0;
    for (const [index, { chat_id }] of messages.entries()) {
      if (messages[index + 1]?.chat_id === chat_id) continue;
      const ofChat = begin === 0 && index + 1 === messages.length ? messages : messages.slice(begin, index + 1);
      this.tellChat(chat_id, this.order.due(chat_id, ofChat));
      begin = index + 1;
    }
  }

  private tellChat(chatId: number, messages: LiveMessage[]): void {
    if (messages.length === 0) return;
    const events = messages.map((payload): Outgoing<'message:new'> => ({ event: 'message:new', payload }));
    this.delivery.toMembersOf(chatId, events);
  }

  /** Receipts are reciprocal: whoever hides theirs is seen by nobody and sees nobody's. */
  private tellReceipt({ shown, ...payload }: DomainEvents['chat read']): void {
    this.delivery.toMembersOf(
      payload.chat_id,
      [{ event: 'message:read', payload }],
      ({ actor, privacy }) => actor.id === payload.user_id || (shown && privacy.receipts_visible),
    );
  }

  private tellTyping({ kind, apart, ...payload }: DomainEvents['typing started']): void {
    this.delivery.toMembersOf(
      payload.chat_id,
      [{ event: 'typing', payload }],
      (connection) =>
        connection.actor.id !== payload.sender &&
        !apart.includes(connection.actor.id) &&
        connection.privacy.typing_visible &&
        (kind === 'private' || connection.hasOpen(payload.chat_id)),
    );
  }

  /** Those who were there hear who came; those who came get the chat. */
  private tellJoined({ channel_ids, ...joined }: DomainEvents['member joined']): void {
    if (channel_ids) return;
    this.delivery.toMembersOf(joined.chat_id, [{ event: 'member:joined', payload: joined }]);
    this.newChats.add(
      joined.chat_id,
      joined.members.map(({ user_id }) => user_id),
    );
  }

  private tellLeft({ channel_ids, ...left }: DomainEvents['member left']): void {
    if (channel_ids) return;
    this.delivery.kick(left.user_id, left.chat_id);
    this.delivery.toUser(left.user_id, 'chat:removed', { chat_id: left.chat_id, reason: left.reason });
    this.delivery.toMembersOf(left.chat_id, [{ event: 'member:left', payload: left }]);
  }

  private tellRequests({ admin_ids, ...payload }: DomainEvents['join requests changed']): void {
    for (const userId of admin_ids) this.delivery.toUser(userId, 'chat:updated', payload);
  }

  private tellChange(payload: ServerPayload<'chat:updated'>): void {
    this.delivery.toMembersOf(payload.chat_id, [{ event: 'chat:updated', payload }]);
  }

  private endSession({ user_id, session_id, reason }: DomainEvents['session ended']): void {
    for (const connection of this.connections.ofSession(user_id, session_id)) {
      // In this order: the end of the socket alone would not be the goodbye that signing out is.
      this.connections.remove(connection, true);
      connection.endSession(reason);
    }
  }

  private changePrivacy({ user_id, ...privacy }: DomainEvents['privacy changed']): void {
    for (const connection of this.connections.ofUser(user_id)) connection.privacy = privacy;
  }
}
