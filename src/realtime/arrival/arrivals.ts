import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event-bus.js';

/**
 * What happened while somebody was being let in. Between the moment a membership is read and the moment the connection
 * hears events itself, the person may leave the chat, or their device be signed out: nobody would tell them.
 */
export class Arrival {
  private readonly ended = new Set<number>();
  private readonly opened: { chatId: number; userIds: readonly number[] }[] = [];
  private readonly left: { chatId: number; userId: number }[] = [];

  constructor(private readonly onOver: (arrival: Arrival) => void) {}

  sessionEnded(sessionId: number): void {
    this.ended.add(sessionId);
  }

  chatOpened(chatId: number, userIds: readonly number[]): void {
    this.opened.push({ chatId, userIds });
  }

  memberLeft(chatId: number, userId: number): void {
    this.left.push({ chatId, userId });
  }

  hasEnded(sessionId: number): boolean {
    return this.ended.has(sessionId);
  }

  /** The chats that were read, brought up to now. */
  chatsOf(userId: number, read: readonly number[]): Set<number> {
    const chats = new Set(read);
    for (const { chatId, userIds } of this.opened) if (userIds.includes(userId)) chats.add(chatId);
    for (const gone of this.left) if (gone.userId === userId) chats.delete(gone.chatId);
    return chats;
  }

  /** Nothing more needs to be remembered. Safe to call twice. */
  over(): void {
    this.onOver(this);
  }
}

@Injectable()
export class Arrivals {
  private readonly underWay = new Set<Arrival>();

  constructor(events: EventBus) {
    events.on('session ended', ({ session_id }) => this.each((arrival) => arrival.sessionEnded(session_id)));
    events.on('chat opened', ({ chat_id, user_ids }) => this.each((arrival) => arrival.chatOpened(chat_id, user_ids)));
    events.on('member left', ({ chat_id, user_id }) => this.each((arrival) => arrival.memberLeft(chat_id, user_id)));
  }

  begin(): Arrival {
    const arrival = new Arrival((over) => void this.underWay.delete(over));
    this.underWay.add(arrival);
    return arrival;
  }

  private each(note: (arrival: Arrival) => void): void {
    for (const arrival of this.underWay) note(arrival);
  }
}
