import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { notAuthenticated, notFound } from '../../errors/app-error.js';
import { type Privacy, PrivacySettings } from '../../users/privacy.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { type Arrival, Arrivals } from './arrivals.js';
import { CrowdLimits, type LeavePlace } from './crowd-limits.js';

/** Somebody who may come in, and the chats they will hear. */
export interface Guest {
  actor: Actor;
  privacy: Privacy;
  chatIds: readonly number[];
}

export interface GuestOfChat extends Guest {
  chatId: number;
  /** The other one of a private chat. */
  peerId: number | null;
}

/** Lets people in, in two steps: first everything that has to be waited for, then, without a pause, the seat. */
@Injectable()
export class Admission {
  constructor(
    private readonly arrivals: Arrivals,
    private readonly connections: Connections,
    private readonly crowd: CrowdLimits,
    private readonly chats: ChatFinder,
    private readonly privacy: PrivacySettings,
  ) {}

  /** To be called before anything is read, and to be ended once the seat is taken. */
  begin(): Arrival {
    return this.arrivals.begin();
  }

  /** A place to wait in for somebody who has not said who they are. Throws `rate_limited`. */
  takePlace(address: string): LeavePlace {
    return this.crowd.takePlace(address);
  }

  /** For a socket of one chat. Throws `not_found` for a chat that is not theirs; null stands for what cannot be one. */
  async toChat(actor: Actor, chatId: number | null): Promise<GuestOfChat> {
    if (chatId === null) throw notFound('chat');
    const [privacy, { peer }] = await Promise.all([this.privacy.of(actor.id), this.chats.membershipOf(actor, chatId)]);
    return { actor, privacy, chatIds: [chatId], chatId, peerId: peer?.id ?? null };
  }

  /** For a socket that hears every chat of the person. */
  async toAllChats(actor: Actor): Promise<Guest> {
    const [privacy, chatIds] = await Promise.all([this.privacy.of(actor.id), this.chats.idsOf(actor.id)]);
    return { actor, privacy, chatIds };
  }

  /** Throws what would make `seat` throw now, while it can still be said in another way. */
  demandWelcome({ actor }: Guest, arrival: Arrival): void {
    if (arrival.hasEnded(actor.session_id)) throw notAuthenticated();
    this.crowd.demandRoomFor(actor.id);
  }

  /** From now on the connection hears. Throws when the device was signed out, or the one chat left, in the meantime. */
  seat(connection: Connection, guest: Guest, arrival: Arrival): void {
    this.demandWelcome(guest, arrival);
    const chats = arrival.chatsOf(guest.actor.id, guest.chatIds);
    if (connection.onlyChat === null) return this.connections.add(connection, chats);
    if (!chats.has(connection.onlyChat)) throw notFound('chat');
    this.connections.add(connection, [connection.onlyChat]);
  }

  /** It hears no more. Safe to call twice, and for one that never had a seat. */
  leave(connection: Connection, saidGoodbye: boolean): void {
    this.connections.remove(connection, saidGoodbye);
  }
}
