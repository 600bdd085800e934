import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { PresenceService } from '../presence/presence.service.js';
import type { Connection } from './connection.js';
import { Rooms } from './rooms/rooms.js';

const NOBODY: ReadonlySet<Connection> = new Set();

/** Who is connected here: by chat, by person, by device. */
@Injectable()
export class Connections {
  private readonly all = new Set<Connection>();
  private readonly byChat = new Map<number, Set<Connection>>();
  private readonly byUser = new Map<number, Set<Connection>>();
  private readonly bySession = new Map<number, Set<Connection>>();

  constructor(
    private readonly presence: PresenceService,
    private readonly rooms: Rooms,
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

  ofChat(chatId: number): ReadonlySet<Connection> {
    return this.byChat.get(chatId) ?? NOBODY;
  }

  ofUser(userId: number): ReadonlySet<Connection> {
    return this.byUser.get(userId) ?? NOBODY;
  }

  ofSession(sessionId: number): ReadonlySet<Connection> {
    return this.bySession.get(sessionId) ?? NOBODY;
  }

  /** From now on it hears these chats. */
  add(connection: Connection, chatIds: Iterable<number>): void {
    const { id, session_id } = connection.actor;
    this.all.add(connection);
    put(this.byUser, id, connection);
    put(this.bySession, session_id, connection);
    for (const chatId of chatIds) this.subscribe(connection, chatId);
    this.presence.connected(id, connection.id);
    if (connection.onlyChat !== null) this.rooms.enter(connection, connection.onlyChat);
  }

  /** Safe to call twice. Without a goodbye its person may be back at once. */
  remove(connection: Connection, saidGoodbye: boolean): void {
    if (!this.all.delete(connection)) return;
    const { id, session_id } = connection.actor;
    take(this.byUser, id, connection);
    take(this.bySession, session_id, connection);
    for (const chatId of connection.chats) take(this.byChat, chatId, connection);
    connection.chats.clear();
    this.rooms.leaveAll(connection, saidGoodbye);
    this.presence.gone(id, connection.id, saidGoodbye);
  }

  subscribe(connection: Connection, chatId: number): void {
    connection.chats.add(chatId);
    put(this.byChat, chatId, connection);
  }

  unsubscribe(connection: Connection, chatId: number): void {
    if (!connection.chats.delete(chatId)) return;
    take(this.byChat, chatId, connection);
    this.rooms.leave(connection, chatId, true);
  }

  /** A fresh token of the same person, who may have signed in anew: perhaps it belongs to another device. */
  renew(connection: Connection, actor: Actor): void {
    if (!this.all.has(connection)) return;
    take(this.bySession, connection.actor.session_id, connection);
    connection.renewed(actor);
    put(this.bySession, actor.session_id, connection);
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
