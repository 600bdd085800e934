import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';
import { Expiry } from './arrival/expiry.js';
import type { Connection } from './connection.js';
import { ChatOrder } from './order/chat-order.js';
import { Rooms } from './rooms/rooms.js';

const NOBODY: ReadonlySet<Connection> = new Set();

/** Who is connected here: by chat, by person, by device. */
@Injectable()
export class Connections {
  private readonly all = new Set<Connection>();
  private readonly byChat = new Map<number, Set<Connection>>();
  private readonly byUser = new Map<number, Set<Connection>>();
  private readonly bySession = new Map<number, Set<Connection>>();
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
    return [...this.byUser.keys()];
  }

  chats(): number[] {
    return [...this.byChat.keys()];
  }

  ofChat(chatId: number): ReadonlySet<Connection> {
    return this.byChat.get(chatId) ?? NOBODY;
  }

  ofUser(userId: number): ReadonlySet<Connection> {
    return this.byUser.get(userId) ?? NOBODY;
  }

  ofSession(sessionId: number): ReadonlySet<Connection> {
    return this.bySession.get(sessionId) ?? NOBODY;
  }

  /** From now on it hears these chats, of which each was so far just before, if that is known. */
  add(connection: Connection, chatIds: Iterable<number>, heads?: ReadonlyMap<number, number>): void {
    const { id, session_id } = connection.actor;
    this.all.add(connection);
    put(this.byUser, id, connection);
    put(this.bySession, session_id, connection);
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
    take(this.byUser, id, connection);
    take(this.bySession, session_id, connection);
    for (const chatId of connection.chats) this.turnAway(connection, chatId);
    connection.chats.clear();
    this.rooms.leaveAll(connection, saidGoodbye);
    this.presence.gone(id, connection.id, saidGoodbye);
    if (!saidGoodbye && !this.bySession.has(session_id)) this.onLoss(connection);
  }

  subscribe(connection: Connection, chatId: number, head?: number): void {
    connection.chats.add(chatId);
    put(this.byChat, chatId, connection);
    this.order.watch(chatId, head);
  }

  unsubscribe(connection: Connection, chatId: number): void {
    if (!connection.chats.delete(chatId)) return;
    this.turnAway(connection, chatId);
    this.rooms.leave(connection, chatId, true);
  }

  /** A fresh token of the same person, who may have signed in anew: perhaps it belongs to another device. */
  renew(connection: Connection, actor: Actor): void {
    if (!this.all.has(connection)) return;
    take(this.bySession, connection.actor.session_id, connection);
    connection.renewed(actor);
    put(this.bySession, actor.session_id, connection);
    this.expiry.watch(connection);
  }

  private turnAway(connection: Connection, chatId: number): void {
    take(this.byChat, chatId, connection);
    if (!this.byChat.has(chatId)) this.order.forget(chatId);
  }
}

function put(index: Map<number, Set<Connection>>, key: number, connection: Connection): void {
  const known = index.get(key);
  if (known) known.add(connection);
  else index.set(key, new Set([connection]));
}

function take(index: Map<number, Set<Connection>>, key: number, connection: Connection): void {
  const known = index.get(key);
  if (known?.delete(connection) && known.size === 0) index.delete(key);
}
