import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';
import { ByKey } from '../shared/by-key.js';
import { Expiry } from './arrival/expiry.js';
import type { Connection } from './connection.js';
import { ChatOrder } from './order/chat-order.js';
import { Rooms } from './rooms/rooms.js';

/** Who is connected here: by chat, by person, by device. */
@Injectable()
export class Connections {
  private readonly all = new Set<Connection>();
  private readonly heard = new ByKey<Connection, number>();
  private readonly byChat = new ByKey<number, Connection>();
  private readonly byUser = new ByKey<number, Connection>();
  private readonly bySession = new ByKey<number, Connection>();
  /** Hears of each that is new here. */
  onArrival: (connection: Connection) => void = () => undefined;
  /** Hears of each that ended without a goodbye as the last one of its device. */
  onLoss: (connection: Connection) => void = () => undefined;

  constructor(
    private readonly presence: PresenceService,
    private readonly rooms: Rooms,
    private readonly order: ChatOrder,
    private readonly expiry: Expiry,
  ) {}

  count(): number {
    return this.all.size;
  }

  /** Whether it still hears. */
  has(connection: Connection): boolean {
    return this.all.has(connection);
  }

  everyone(): readonly Connection[] {
    return [...this.all];
  }

  people(): number[] {
    return this.byUser.keys();
  }

  chats(): number[] {
    return this.byChat.keys();
  }

  /** Whether it hears this chat. */
  hears(connection: Connection, chatId: number): boolean {
    return this.heard.includes(connection, chatId);
  }

  chatsOf(connection: Connection): Iterable<number> {
    return this.heard.of(connection);
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

  ofSession(sessionId: number): Iterable<Connection> {
    return this.bySession.of(sessionId);
  }

  hasSession(sessionId: number): boolean {
    return this.bySession.has(sessionId);
  }

  /** From now on it hears these chats, of which each was so far just before, if that is known. */
  add(connection: Connection, chatIds: Iterable<number>, heads?: ReadonlyMap<number, number>): void {
    const { id, session_id } = connection.actor;
    this.all.add(connection);
    this.byUser.add(id, connection);
    this.bySession.add(session_id, connection);
    this.expiry.watch(connection);
    for (const chatId of chatIds) this.subscribe(connection, chatId, heads?.get(chatId));
    this.presence.connected(id, connection.id);
    if (connection.onlyChat !== null && connection.hasOpen(connection.onlyChat))
      this.rooms.enter(connection, connection.onlyChat);
    this.onArrival(connection);
  }

  /** Safe to call twice. Without a goodbye its person may be back at once. */
  remove(connection: Connection, saidGoodbye: boolean): void {
    if (!this.all.delete(connection)) return;
    this.expiry.forget(connection);
    const { id, session_id } = connection.actor;
    this.byUser.delete(id, connection);
    this.bySession.delete(session_id, connection);
    for (const chatId of this.heard.of(connection)) this.turnAway(connection, chatId);
    this.rooms.leaveAll(connection, saidGoodbye);
    this.presence.gone(id, connection.id, saidGoodbye);
    if (!saidGoodbye && !this.bySession.has(session_id)) this.onLoss(connection);
  }

  subscribe(connection: Connection, chatId: number, head?: number): void {
    this.heard.add(connection, chatId);
    this.byChat.add(chatId, connection);
    this.order.watch(chatId, head);
  }

  unsubscribe(connection: Connection, chatId: number): void {
    if (!this.turnAway(connection, chatId)) return;
    this.rooms.leave(connection, chatId, true);
  }

  /** A fresh token of the same person, who may have signed in anew: perhaps it belongs to another device. */
  renew(connection: Connection, actor: Actor): void {
    if (!this.all.has(connection)) return;
    this.bySession.delete(connection.actor.session_id, connection);
    connection.renewed(actor);
    this.bySession.add(actor.session_id, connection);
    this.expiry.watch(connection);
  }

  /** False for a chat that it did not hear. */
  private turnAway(connection: Connection, chatId: number): boolean {
    if (!this.heard.delete(connection, chatId)) return false;
    this.byChat.delete(chatId, connection);
    if (!this.byChat.has(chatId)) this.order.forget(chatId);
    return true;
  }
}
