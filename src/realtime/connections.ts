import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';
import { ByKey } from '../shared/by-key.js';
import { includes, valuesOf, withOne, withoutOne } from '../shared/few.js';
import type { Connection } from './connection.js';
import { ChatOrder } from './order/chat-order.js';
import { Rooms } from './rooms/rooms.js';

/** Who is connected here: by chat, and by person. Which chats a connection hears is kept on itself. */
@Injectable()
export class Connections {
  private readonly byChat = new ByKey<number, Connection>();
  private readonly byUser = new ByKey<number, Connection>();
  /** Hears of each that is new here. */
  onArrival: (connection: Connection) => void = () => undefined;
  /** Hears of each that ended without a goodbye as the last one of its device. */
  onLoss: (connection: Connection) => void = () => undefined;

  constructor(
    private readonly presence: PresenceService,
    private readonly rooms: Rooms,
    private readonly order: ChatOrder,
  ) {}

  /** Whether it still hears. */
  has(connection: Connection): boolean {
    return this.byUser.includes(connection.actor.id, connection);
  }

  /** Person by person. */
  everyone(): Connection[] {
    const everyone: Connection[] = [];
    this.forEach((connection) => everyone.push(connection));
    return everyone;
  }

  /** The same without a list of thousands. */
  forEach(act: (connection: Connection) => void): void {
    this.byUser.forEach(act);
  }

  people(): number[] {
    return this.byUser.keys();
  }

  chats(): number[] {
    return this.byChat.keys();
  }

  /** Whether it hears this chat. */
  hears(connection: Connection, chatId: number): boolean {
    return includes(connection.heard, chatId);
  }

  chatsOf(connection: Connection): Iterable<number> {
    return valuesOf(connection.heard);
  }

  ofChat(chatId: number): Iterable<Connection> {
    return this.byChat.of(chatId);
  }

  ofUser(userId: number): Iterable<Connection> {
    return this.byUser.of(userId);
  }

  countOfUser(userId: number): number {
    return this.byUser.countOf(userId);
  }

  /** Those of one device of this person. */
  ofSession(userId: number, sessionId: number): Connection[] {
    return [...this.ofUser(userId)].filter(({ actor }) => actor.session_id === sessionId);
  }

  /** From now on it hears these chats, of which each was so far just before, if that is known. */
  add(connection: Connection, chatIds: Iterable<number>, heads?: ReadonlyMap<number, number>): void {
    const { id } = connection.actor;
    this.byUser.add(id, connection);
    for (const chatId of chatIds) this.subscribe(connection, chatId, heads?.get(chatId));
    this.presence.connected(id, connection.id);
    if (connection.onlyChat !== null && connection.hasOpen(connection.onlyChat))
      this.rooms.enter(connection, connection.onlyChat);
    this.onArrival(connection);
  }

  /** Safe to call twice. Without a goodbye its person may be back at once. */
  remove(connection: Connection, saidGoodbye: boolean): void {
    const { id, session_id } = connection.actor;
    if (!this.byUser.delete(id, connection)) return;
    for (const chatId of this.chatsOf(connection)) this.turnAway(connection, chatId);
    this.rooms.leaveAll(connection, saidGoodbye);
    this.presence.gone(id, connection.id, saidGoodbye);
    if (!saidGoodbye && this.ofSession(id, session_id).length === 0) this.onLoss(connection);
  }

  subscribe(connection: Connection, chatId: number, head?: number): void {
    connection.heard = withOne(connection.heard, chatId);
    this.byChat.add(chatId, connection);
    this.order.watch(chatId, head);
  }

  unsubscribe(connection: Connection, chatId: number): void {
    if (!this.turnAway(connection, chatId)) return;
    this.rooms.leave(connection, chatId, true);
  }

  /** A fresh token of the same person, who may have signed in anew: perhaps it belongs to another device. */
  renew(connection: Connection, actor: Actor): void {
    if (this.has(connection)) connection.renewed(actor);
  }

  /** False for a chat that it did not hear. */
  private turnAway(connection: Connection, chatId: number): boolean {
    if (!this.hears(connection, chatId)) return false;
    connection.heard = withoutOne(connection.heard, chatId);
    this.byChat.delete(chatId, connection);
    if (!this.byChat.has(chatId)) this.order.forget(chatId);
    return true;
  }
}
