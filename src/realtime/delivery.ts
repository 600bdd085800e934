import { Injectable } from '@nestjs/common';
import type { ServerEvent, ServerPayload } from '../shared/events.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Broadcast } from './wire/broadcast.js';
import type { Outgoing } from './wire/dialect.js';

type Chosen = (connection: Connection) => boolean;

/** How events reach people: to each socket at most once, encoded once for each dialect, without waiting for anybody. */
@Injectable()
export class Delivery {
  constructor(private readonly connections: Connections) {}

  /** To everyone who hears the chat, or those of them who are `chosen`. Events given together leave together. */
  toMembersOf(chatId: number, events: readonly Outgoing[], chosen?: Chosen): void {
    deliver(this.connections.ofChat(chatId), new Broadcast(events), chosen);
  }

  /** To every connection of a person, or those of them that are `chosen`. */
  toUser<E extends ServerEvent>(userId: number, event: E, payload: ServerPayload<E>, chosen?: Chosen): void {
    deliver(this.connections.ofUser(userId), new Broadcast([{ event, payload }]), chosen);
  }

  toThese<E extends ServerEvent>(connections: readonly Connection[], event: E, payload: ServerPayload<E>): void {
    deliver(connections, new Broadcast([{ event, payload }]));
  }

  /** Ends what the person hears of the chat, at once. */
  kick(userId: number, chatId: number): void {
    for (const connection of this.connections.ofUser(userId)) {
      if (!this.connections.hears(connection, chatId)) continue;
      this.connections.unsubscribe(connection, chatId);
      connection.left(chatId);
    }
  }

  /** The same for everyone: there is no such chat any more. */
  end(chatId: number, news: Outgoing = gone(chatId)): void {
    const listeners = [...this.connections.ofChat(chatId)];
    deliver(listeners, new Broadcast([news]));
    for (const connection of listeners) {
      this.connections.unsubscribe(connection, chatId);
      connection.left(chatId);
    }
  }
}

const gone = (chatId: number): Outgoing<'chat:removed'> => ({
  event: 'chat:removed',
  payload: { chat_id: chatId, reason: 'ended' },
});

function deliver(connections: Iterable<Connection>, broadcast: Broadcast, chosen?: Chosen): void {
  for (const connection of connections) {
    if (chosen && !chosen(connection)) continue;
    const frames = broadcast.framesFor(connection.dialect);
    if (frames) connection.push(frames);
  }
}
