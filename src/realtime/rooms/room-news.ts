import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { LIMITS } from '../../shared/limits.js';
import type { RoomChange, RoomUsers } from '../../shared/payloads.js';
import type { Sightings } from '../../users/sightings.js';
import { VisiblePresence } from '../../users/visible-presence.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { SocketTimes } from '../socket-times.js';
import { Broadcast } from '../wire/broadcast.js';
import type { Outgoing } from '../wire/dialect.js';
import { OnceASecond } from './once-a-second.js';
import { type ChangedRoom, Rooms } from './rooms.js';

/** More who come or go within a second are told by the list alone: a frame for each pair of people would be a storm. */
const FEW = 5;

/** In ms: whoever enters wants to know at once who is there. */
const BREATH = 20;

/** Who came, who went, and who is there, all of them people who show when they are here. */
interface Change {
  changed: ChangedRoom;
  came: number[];
  went: number[];
  there: number[];
}

/** Tells everybody in a room who else is in it, as far as they may know: on entry, and once a second what has changed. */
@Injectable()
export class RoomNews implements BeforeApplicationShutdown {
  private readonly pace: OnceASecond;

  constructor(
    private readonly rooms: Rooms,
    private readonly connections: Connections,
    private readonly visible: VisiblePresence,
    times: SocketTimes,
  ) {
    this.pace = new OnceASecond(() => this.tell(), times, BREATH);
    rooms.onChange = () => this.pace.wake();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.pace.end();
  }

  /** Whoever hides, or shows again, when they are here disappears from the rooms, and sees nobody in them. */
  privacyChanged(userId: number): void {
    this.rooms.lookAnewAt(userId, this.connections.ofUser(userId));
    this.pace.wake();
  }

  private async tell(): Promise<void> {
    const rooms = this.rooms.takeChanged();
    try {
      const ids = new Set(rooms.flatMap(({ room, there }) => [...room.told, ...there]));
      const sightings = await this.visible.sightingsOf([...ids]);
      for (const changed of rooms) this.tellRoom(changed, sightings);
    } catch (error) {
      this.rooms.putBack(rooms);
      throw error;
    }
  }

  private tellRoom(changed: ChangedRoom, sightings: Sightings): void {
    const { room } = changed;
    const there = sightings.showing(changed.there);
    const [told, now] = [new Set(room.told), new Set(there)];
    const came = there.filter((userId) => !told.has(userId));
    const went = room.told.filter((userId) => !now.has(userId));
    const change: Change = { changed, came, went, there };
    const shared = new Map<boolean, Broadcast>();
    for (const connection of this.connections.ofChat(room.chatId)) {
      // Whoever has entered meanwhile is told next time.
      if (connection.hasOpen(room.chatId) && !this.rooms.isNew(connection, room))
        this.tellOne(connection, change, sightings, shared);
    }
    room.told = there;
  }

  private tellOne(connection: Connection, change: Change, sightings: Sightings, shared: Map<boolean, Broadcast>): void {
    const entered = change.changed.newcomers.get(connection);
    const seen = seenBy(connection, change, sightings, entered);
    if (entered === undefined && seen.came.length === 0 && seen.went.length === 0) return;
    const isNew = entered !== undefined;
    const likeOthers = seen.there === change.there && (isNew ? !seen.came.length : isSame(seen, change));
    const broadcast = (likeOthers && shared.get(isNew)) || new Broadcast(eventsOf(seen, sightings));
    if (likeOthers) shared.set(isNew, broadcast);
    const frames = broadcast.framesFor(connection.dialect);
    if (frames) connection.push(frames);
  }
}

const isSame = (one: Change, other: Change): boolean => one.came === other.came && one.went === other.went;

/** `entered`: when the connection did, if it has not been told of anybody; then only those who came later are new to it. */
function seenBy(connection: Connection, change: Change, sightings: Sightings, entered?: number): Change {
  const { changed, came, went, there } = change;
  const own = connection.actor.id;
  const visible = sightings.seenBy(connection, there);
  const isFew = came.length + went.length <= FEW;
  const later = isFew ? came.filter((userId) => userId !== own && changed.arrivals.get(userId)! > entered!) : [];
  return {
    changed,
    came: sightings.seenBy(connection, entered === undefined ? came : later),
    went: entered === undefined ? sightings.seenBy(connection, went) : [],
    there: visible.includes(own) ? visible : [...visible, own],
  };
}

function eventsOf({ changed: { room }, came, went, there }: Change, sightings: Sightings): Outgoing[] {
  const change = (userId: number): RoomChange => ({
    chat_id: room.chatId,
    user_id: userId,
    username: sightings.usernameOf(userId) ?? '',
  });
  const events: Outgoing[] = [];
  if (came.length + went.length <= FEW) {
    for (const userId of came) events.push({ event: 'room:joined', payload: change(userId) });
    for (const userId of went) events.push({ event: 'room:left', payload: change(userId) });
  }
  events.push({ event: 'room:users', payload: usersOf(room.chatId, there, sightings) });
  return events;
}

function usersOf(chatId: number, there: number[], sightings: Sightings): RoomUsers {
  const count = there.length;
  if (count > LIMITS.roomUsersShown) return { chat_id: chatId, count };
  const users = there.map((userId) => ({ user_id: userId, username: sightings.usernameOf(userId) ?? '' }));
  return { chat_id: chatId, users, count };
}
