import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event-bus.js';

/**
 * What happened while somebody was being let in. Between the moment a membership is read and the moment the connection
 * hears events itself, the person may leave the chat, or their device be signed out: nobody would tell them.
 */
export class Arrival {
  private readonly ended = new Set<number>();
  /** In the order in which it happened: somebody may leave and come again. */
  private readonly moves: { chatId: number; userId: number | 'everybody'; of?: number; isIn: boolean }[] = [];

  constructor(private readonly onOver: (arrival: Arrival) => void) {}

  sessionEnded(sessionId: number): void {
    this.ended.add(sessionId);
  }

  chatOpened(chatId: number, userIds: readonly number[]): void {
    for (const userId of userIds) this.moves.push({ chatId, userId, isIn: true });
  }

  memberLeft(chatIds: readonly number[], userId: number): void {
    for (const chatId of chatIds) this.moves.push({ chatId, userId, isIn: false });
  }

  /** For whoever is a member of the server at that moment. */
  channelOpened(chatId: number, serverId: number): void {
    this.moves.push({ chatId, userId: 'everybody', of: serverId, isIn: true });
  }

  chatEnded(chatId: number): void {
    this.moves.push({ chatId, userId: 'everybody', isIn: false });
  }

  hasEnded(sessionId: number): boolean {
    return this.ended.has(sessionId);
  }

  /** The chats that were read, brought up to now. */
  chatsOf(userId: number, read: Iterable<number>): Set<number> {
    const chats = new Set(read);
    for (const { chatId, userId: whose, of, isIn } of this.moves) {
      if (whose !== userId && whose !== 'everybody') continue;
      if (of !== undefined && !chats.has(of)) continue;
      if (isIn) chats.add(chatId);
      else chats.delete(chatId);
    }
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
    events.on('member joined', ({ chat_id, channel_ids = [], members }) => {
      const userIds = members.map(({ user_id }) => user_id);
      for (const id of [chat_id, ...channel_ids]) this.each((arrival) => arrival.chatOpened(id, userIds));
    });
    events.on('chat ended', ({ chat_id }) => this.each((arrival) => arrival.chatEnded(chat_id)));
    events.on('member left', ({ chat_id, channel_ids = [], user_id }) =>
      this.each((arrival) => arrival.memberLeft([chat_id, ...channel_ids], user_id)),
    );
    events.on('channel opened', ({ chat_id, server_id }) =>
      this.each((arrival) => arrival.channelOpened(chat_id, server_id)),
    );
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
