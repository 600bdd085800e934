import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Companions, type Meeting } from '../../chats/companions.js';
import type { Presence } from '../../shared/payloads.js';
import { LastSeen } from '../../users/last-seen.js';
import type { Before, Sightings } from '../../users/sightings.js';
import { VisiblePresence } from '../../users/visible-presence.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { SocketTimes } from '../socket-times.js';
import { Broadcast } from '../wire/broadcast.js';
import { OnceASecond } from './once-a-second.js';

/** A client that knows only the contract's own fields hears of so many in frames of their own, a second apart. */
const FEW = 2;

/** In ms: what begins and ends within it is no news, even when nothing happened before. */
const BREATH = 150;

/** `at`: when the first of these changes was, by the monotonic clock. */
type Noted = Before & { at: number };

/** Never told anything. */
const NOTHING = Symbol('nothing');

/**
 * Tells those who look at somebody that they came or went: the other one of a private chat, and members who have the
 * group open. Once a second everybody is told what is new for them in one frame, and nothing where it ended as it began,
 * so a thousand people who come back at once are a frame a second for each connection.
 */
@Injectable()
export class PresenceNews implements BeforeApplicationShutdown {
  /** What was true before the first change that is not told yet. */
  private changed = new Map<number, Noted>();
  /** What each connection was told of those of whom there is news. */
  private readonly owed = new Map<Connection, Map<number, Noted | typeof NOTHING>>();
  private readonly fetched = new WeakMap<Connection, number>();
  private readonly pace: OnceASecond;

  constructor(
    private readonly connections: Connections,
    private readonly companions: Companions,
    private readonly visible: VisiblePresence,
    private readonly lastSeen: LastSeen,
    times: SocketTimes,
  ) {
    this.pace = new OnceASecond(() => this.tell(), times, BREATH);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.pace.end();
  }

  /** Something about that person is not any more as it was. */
  note(userId: number, before: Before): void {
    this.changed.set(userId, { at: performance.now(), ...before, ...this.changed.get(userId) });
    this.pace.wake();
  }

  /** Whoever enters a private chat is told about the other one, though nothing has changed. */
  greet(connection: Connection, userId: number): void {
    this.owe(connection, userId, NOTHING);
    this.pace.wake();
  }

  /** What these two may know of each other has changed, though neither came nor went. */
  async meetAnew(one: number, other: number): Promise<void> {
    for (const meeting of await this.companions.meetingsOf([one, other]))
      for (const connection of this.onlookers(meeting))
        if (connection.actor.id === one || connection.actor.id === other)
          this.owe(connection, meeting.user_id, NOTHING);
    this.pace.wake();
  }

  /** This connection has been told how things are: what has begun by now is news to it even if it ends as it began. */
  hasFetched(connection: Connection): void {
    this.fetched.set(connection, performance.now());
  }

  private async tell(): Promise<void> {
    const changed = this.changed;
    this.changed = new Map();
    try {
      const ids = [...changed.keys()];
      await this.lastSeen.stored();
      const meetings = ids.length ? await this.companions.meetingsOf(ids) : [];
      for (const meeting of meetings)
        for (const connection of this.onlookers(meeting))
          this.owe(connection, meeting.user_id, changed.get(meeting.user_id)!);
    } catch (error) {
      for (const [userId, before] of changed) this.changed.set(userId, { ...this.changed.get(userId), ...before });
      throw error;
    }
    await this.pay();
  }

  private *onlookers({ chat_id, user_id, kind }: Meeting): Iterable<Connection> {
    for (const connection of this.connections.ofChat(chat_id))
      if (connection.actor.id !== user_id && (kind === 'private' || connection.hasOpen(chat_id))) yield connection;
  }

  private owe(connection: Connection, userId: number, before: Noted | typeof NOTHING): void {
    const news = this.owed.get(connection) ?? new Map();
    if (!news.has(userId)) news.set(userId, before);
    this.owed.set(connection, news);
  }

  private async pay(): Promise<void> {
    const ids = new Set<number>();
    for (const news of this.owed.values()) for (const userId of news.keys()) ids.add(userId);
    if (ids.size === 0) return;
    const sightings = await this.visible.sightingsOf([...ids]);
    const shared = new Map<Presence, Broadcast>();
    for (const connection of this.owed.keys()) {
      const told = this.tellOne(connection, sightings, shared);
      if (told) this.pace.wake();
      else this.owed.delete(connection);
    }
  }

  /** Whether there is more to tell this connection. */
  private tellOne(connection: Connection, sightings: Sightings, shared: Map<Presence, Broadcast>): boolean {
    const owed = this.owed.get(connection)!;
    const news = this.connections.has(connection)
      ? newsFor(connection, owed, sightings, this.fetched.get(connection) ?? -Infinity)
      : [];
    const said = news.length > FEW ? news : news.slice(0, 1);
    const [first, ...others] = said;
    if (!first) return false;
    for (const { user_id } of said) owed.delete(user_id);
    const broadcast = others.length ? presenceOf(first, others) : (shared.get(first) ?? presenceOf(first));
    if (!others.length) shared.set(first, broadcast);
    const frames = broadcast.framesFor(connection.dialect);
    if (frames) connection.push(frames);
    return said.length < news.length;
  }
}

function newsFor(
  connection: Connection,
  owed: Map<number, Noted | typeof NOTHING>,
  sightings: Sightings,
  fetchedAt: number,
): Presence[] {
  const news: Presence[] = [];
  for (const [userId, before] of owed) {
    const presence = sightings.presenceFor(connection, userId);
    const told = before === NOTHING ? undefined : sightings.toldBefore(connection, userId, before);
    // What it was told in between may be neither what was before nor what is now.
    const isStale = before !== NOTHING && before.at <= fetchedAt && (presence?.is_online ?? null) !== null;
    if (presence && (isStale || presence.is_online !== told)) news.push(presence);
    else owed.delete(userId);
  }
  return news;
}

const presenceOf = (first: Presence, others: Presence[] = []): Broadcast =>
  new Broadcast([{ event: 'presence', payload: { ...first, ...(others.length && { others }) } }]);
