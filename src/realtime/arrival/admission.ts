import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { LastActive } from '../../auth/sessions/last-active.js';
import { notAuthenticated, notFound } from '../../errors/app-error.js';
import type { Connection } from '../connection.js';
import { Connections } from '../connections.js';
import { type Arrival, Arrivals } from './arrivals.js';
import type { ChatAddress } from './chat-address.js';
import { CrowdLimits, type LeavePlace } from './crowd-limits.js';
import { type Guest, type GuestOfChat, Guests } from './guests.js';

/** Lets people in, in two steps: first everything that has to be waited for, then, without a pause, the seat. */
@Injectable()
export class Admission {
  constructor(
    private readonly arrivals: Arrivals,
    private readonly connections: Connections,
    private readonly crowd: CrowdLimits,
    private readonly guests: Guests,
    private readonly lastActive: LastActive,
  ) {}

  /** To be called before anything is read, and to be ended once the seat is taken. */
  begin(): Arrival {
    return this.arrivals.begin();
  }

  /** A place to wait in for somebody who has not said who they are. Throws `rate_limited`. */
  takePlace(address: string): LeavePlace {
    return this.crowd.takePlace(address);
  }

  toChat(actor: Actor, address: ChatAddress): Promise<GuestOfChat> {
    return this.guests.toChat(actor, address);
  }

  toAllChats(actor: Actor): Promise<Guest> {
    return this.guests.toAllChats(actor);
  }

  /** Throws what would make `seat` throw now, while it can still be said in another way. */
  demandWelcome({ actor }: Guest, arrival: Arrival): void {
    if (arrival.hasEnded(actor.session_id)) throw notAuthenticated();
    this.crowd.demandRoomFor(actor.id);
  }

  /** From now on the connection hears. Throws when the device was signed out, or the one chat left, in the meantime. */
  seat(connection: Connection, guest: Guest, arrival: Arrival): void {
    this.demandWelcome(guest, arrival);
    this.lastActive.touch(guest.actor.session_id);
    const chats = arrival.chatsOf(guest.actor.id, guest.heads.keys());
    if (connection.onlyChat === null) return this.connections.add(connection, chats, guest.heads);
    if (!chats.has(connection.onlyChat)) throw notFound('chat');
    this.connections.add(connection, [connection.onlyChat], guest.heads);
  }

  /** It hears no more. Safe to call twice, and for one that never had a seat. */
  leave(connection: Connection, saidGoodbye: boolean): void {
    this.connections.remove(connection, saidGoodbye);
  }
}
