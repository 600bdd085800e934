import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../../database/prepared-query.js';
import { EventBus } from '../../events/event-bus.js';
import type { Privacy } from '../../users/privacy.js';
import { type Arrival, Arrivals } from '../arrival/arrivals.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { ChatOrder } from './chat-order.js';

const PEOPLE_AT_ONCE = 200;

type PersonRow = [id: number, lastseen: boolean, receipts: boolean, typing: boolean];

const PEOPLE = `
SELECT id, lastseen_visible, receipts_visible, typing_visible FROM users WHERE id = ANY($1::int[]) AND disabled_at IS NULL`;
const SESSIONS = 'SELECT id FROM sessions WHERE id = ANY($1::int[]) AND ended_at IS NULL';
const MEMBERSHIPS = `
SELECT m.user_id, c.id, c.last_seq FROM memberships m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ANY($1::int[])`;

const COUNTS = `
SELECT c.id, (SELECT count(*) FROM memberships WHERE chat_id = c.id)::int, c.kind = 'server' FROM chats c WHERE c.id = ANY($1::int[])`;

interface Left {
  chat_id: number;
  user_id: number;
  username: string;
}

/** What is true of some people who are connected here. */
interface Truth {
  people: Map<number, Privacy>;
  sessions: Set<number>;
  chats: Map<number, number[]>;
  heads: Map<number, number>;
}

/**
 * Holds everybody who is connected here against the database, as if they came in anew: signed in still, members of what
 * they hear, told every message. What differs was said by another instance and not heard, and is told now.
 */
@Injectable()
export class Standing {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
    private readonly connections: Connections,
    private readonly arrivals: Arrivals,
    private readonly order: ChatOrder,
  ) {}

  async check(): Promise<void> {
    const people = this.connections.people();
    for (let at = 0; at < people.length; at += PEOPLE_AT_ONCE)
      await this.checkSome(people.slice(at, at + PEOPLE_AT_ONCE));
  }

  private async checkSome(userIds: number[]): Promise<void> {
    // Facts that are heard while this is read are newer than what is read.
    const arrival = this.arrivals.begin();
    try {
      const before = new Map(userIds.map((userId) => [userId, [...this.connections.ofUser(userId)]]));
      const truth = await this.read(userIds, [...before.values()].flat());
      const left = [...before].flatMap(([userId, connections]) => this.correct(userId, connections, truth, arrival));
      await this.tellLeft(left);
      await this.order.catchUp(truth.heads);
    } finally {
      arrival.over();
    }
  }

  private async read(userIds: number[], connections: Connection[]): Promise<Truth> {
    const sessionIds = connections.map(({ actor }) => actor.session_id);
    const [people, sessions, memberships] = await Promise.all([
      preparedQuery<PersonRow>(this.database, 'standing-people', PEOPLE, [userIds]),
      preparedQuery<[id: number]>(this.database, 'standing-sessions', SESSIONS, [sessionIds]),
      preparedQuery<[user: number, chat: number, head: number]>(this.database, 'standing-chats', MEMBERSHIPS, [
        userIds,
      ]),
    ]);
    const truth: Truth = {
      people: new Map(people.map((row) => [row[0], privacyOf(row)])),
      sessions: new Set(sessions.map(([id]) => id)),
      chats: new Map(userIds.map((userId) => [userId, []])),
      heads: new Map(),
    };
    for (const [userId, chatId, head] of memberships) {
      truth.chats.get(userId)!.push(chatId);
      truth.heads.set(chatId, head);
    }
    return truth;
  }

  /** Answers which chats the person has left. */
  private correct(userId: number, connections: Connection[], truth: Truth, arrival: Arrival): Left[] {
    const privacy = truth.people.get(userId);
    for (const { actor } of connections)
      if (!privacy || !truth.sessions.has(actor.session_id)) this.endSession(actor.session_id, userId, arrival);
    const chats = arrival.chatsOf(userId, truth.chats.get(userId)!);
    const still = connections.filter((connection) => this.connections.has(connection));
    const heard = new Set(still.flatMap((connection) => [...this.connections.chatsOf(connection)]));
    const left = [...heard].filter((chatId) => !chats.has(chatId));
    const ofAllChats = still.filter(({ onlyChat }) => onlyChat === null);
    for (const chat_id of chats)
      if (ofAllChats.some((connection) => !this.connections.hears(connection, chat_id)))
        this.events.hear('chat opened', { chat_id, user_ids: [userId] });
    if (privacy && still[0]) this.comparePrivacy(userId, still[0].privacy, privacy);
    return left.map((chat_id) => ({ chat_id, user_id: userId, username: still[0]!.actor.username }));
  }

  private async tellLeft(left: Left[]): Promise<void> {
    if (left.length === 0) return;
    const ids = left.map(({ chat_id }) => chat_id);
    const counts = await preparedQuery<[chat: number, members: number, isServer: boolean]>(
      this.database,
      'standing-left',
      COUNTS,
      [ids],
    );
    const chats = new Map(counts.map(([id, member_count, isServer]) => [id, { member_count, isServer }]));
    for (const who of left) {
      const chat = chats.get(who.chat_id);
      if (!chat) this.events.hear('chat ended', { chat_id: who.chat_id });
      // Each of its channels has been left by itself.
      else {
        const where = { ...who, ...(chat.isServer && { channel_ids: [] }) };
        this.events.hear('member left', { ...where, reason: 'left', member_count: chat.member_count });
      }
    }
  }

  private endSession(session_id: number, user_id: number, arrival: Arrival): void {
    if (!arrival.hasEnded(session_id)) this.events.hear('session ended', { session_id, user_id, reason: 'signed_out' });
  }

  private comparePrivacy(user_id: number, known: Privacy, now: Privacy): void {
    const isSame = (Object.keys(now) as (keyof Privacy)[]).every((key) => known[key] === now[key]);
    if (isSame) return;
    this.events.hear('privacy changed', { user_id, ...now });
    if (known.lastseen_visible === now.lastseen_visible) return;
    this.events.hear(now.lastseen_visible ? 'presence shown' : 'presence hidden', { user_id });
  }
}

const privacyOf = ([, lastseen_visible, receipts_visible, typing_visible]: PersonRow): Privacy => ({
  lastseen_visible,
  receipts_visible,
  typing_visible,
});
