import { Injectable } from '@nestjs/common';
import { Crowd, type CrowdListener } from '../../presence/crowd.js';
import { PresenceTimes } from '../../presence/presence-times.js';
import { includes, valuesOf, withOne, withoutOne } from '../../shared/few.js';
import type { Connection } from '../connection.js';

/** Who looks at one chat. */
export interface Room {
  readonly chatId: number;
  readonly people: Crowd<number>;
  /** Who was in it when it was last told. */
  told: readonly number[];
}

/** What is new in a room since it was last told. */
interface Changes {
  /** Connections that have not been told at all, in the order they entered. */
  readonly newcomers: Map<Connection, number>;
  /** People who came, in the same order. */
  readonly arrivals: Map<number, number>;
}

/** A room as it was when its changes were taken. */
export interface ChangedRoom extends Changes {
  readonly room: Room;
  readonly there: readonly number[];
}

/** Who looks at which chat: counted by person, and patient with a page that is loaded anew, as presence itself. */
@Injectable()
export class Rooms {
  private readonly rooms = new Map<number, Room>();
  private changed = new Map<Room, Changes>();
  private entries = 0;
  private readonly listener: CrowdListener<number> = { left: (_userId, chatId) => this.noteLeft(chatId) };
  /** Hears that there is something to `takeChanged`. */
  onChange: () => void = () => undefined;
  /** Hears that the people in a room of this instance are not any more as they were. */
  onPeople: (chatId: number) => void = () => undefined;
  /** Who is in the room on other instances. */
  elsewhere: (chatId: number) => Iterable<number> = () => [];

  constructor(private readonly times: PresenceTimes) {}

  enter(connection: Connection, chatId: number): void {
    const room = this.rooms.get(chatId) ?? this.make(chatId);
    const place = ++this.entries;
    const { newcomers, arrivals } = this.note(room);
    if (room.people.enter(connection.actor.id, connection.id)) {
      arrivals.set(connection.actor.id, place);
      this.onPeople(chatId);
    }
    newcomers.set(connection, place);
    connection.entered = withOne(connection.entered, chatId);
  }

  leave(connection: Connection, chatId: number, saidGoodbye: boolean): void {
    const room = this.rooms.get(chatId);
    if (!room || !includes(connection.entered, chatId)) return;
    connection.entered = withoutOne(connection.entered, chatId);
    this.changed.get(room)?.newcomers.delete(connection);
    room.people.leave(connection.actor.id, connection.id, saidGoodbye);
  }

  leaveAll(connection: Connection, saidGoodbye: boolean): void {
    for (const chatId of valuesOf(connection.entered)) this.leave(connection, chatId, saidGoodbye);
  }

  /** What this person shows has changed: their rooms look different, though nobody came or went. */
  lookAnewAt(userId: number, connections: Iterable<Connection>): void {
    for (const room of this.rooms.values())
      if (room.people.has(userId) || [...this.elsewhere(room.chatId)].includes(userId)) this.note(room);
    for (const connection of connections)
      for (const chatId of valuesOf(connection.entered)) {
        const room = this.rooms.get(chatId);
        if (room) this.note(room).newcomers.set(connection, ++this.entries);
      }
  }

  /** The rooms that have changed since this was last asked. */
  takeChanged(): ChangedRoom[] {
    const changed = [...this.changed].map(([room, changes]) => {
      if (room.people.size === 0) this.rooms.delete(room.chatId);
      return { room, ...changes, there: [...new Set([...room.people.ids, ...this.elsewhere(room.chatId)])] };
    });
    this.changed = new Map();
    return changed;
  }

  /** Those rooms could not be told. */
  putBack(rooms: readonly ChangedRoom[]): void {
    for (const { room, newcomers, arrivals } of rooms) {
      const changes = this.note(room);
      for (const [connection, place] of newcomers) changes.newcomers.set(connection, place);
      for (const [userId, place] of arrivals) changes.arrivals.set(userId, place);
    }
  }

  /** Whether this connection in the room has still to be told of anybody. */
  isNew(connection: Connection, room: Room): boolean {
    return this.changed.get(room)?.newcomers.has(connection) ?? false;
  }

  /** Whether anybody of this instance is in it. */
  has(chatId: number): boolean {
    return (this.rooms.get(chatId)?.people.size ?? 0) > 0;
  }

  ids(): number[] {
    return [...this.rooms.keys()];
  }

  /** Who is in it on this instance. */
  peopleIn(chatId: number): number[] {
    return [...(this.rooms.get(chatId)?.people.ids ?? [])];
  }

  /** Somebody came or went on another instance. */
  noteElsewhere(chatId: number): void {
    const room = this.rooms.get(chatId);
    if (room) this.note(room);
  }

  private noteLeft(chatId: number): void {
    this.onPeople(chatId);
    this.noteElsewhere(chatId);
  }

  private make(chatId: number): Room {
    const room: Room = { chatId, people: new Crowd(chatId, this.times, this.listener), told: [] };
    this.rooms.set(chatId, room);
    return room;
  }

  private note(room: Room): Changes {
    const changes = this.changed.get(room) ?? { newcomers: new Map(), arrivals: new Map() };
    this.changed.set(room, changes);
    this.onChange();
    return changes;
  }
}
