import { Injectable } from '@nestjs/common';
import { EventBus } from '../events/event-bus.js';
import { Crowd } from './crowd.js';
import { OnlinePeople } from './online-people.js';
import { PresenceTimes } from './presence-times.js';

/**
 * Who is here. A person is online from the first of their connections until the last one has gone, however many there
 * are; both moments are published. Who may know it is not decided here but in users/visible-presence.ts.
 */
@Injectable()
export class PresenceService {
  private readonly here: Crowd<'this instance'>;

  constructor(
    private readonly people: OnlinePeople,
    private readonly events: EventBus,
    times: PresenceTimes = new PresenceTimes(),
  ) {
    this.here = new Crowd('this instance', times, {
      lastEnded: (userId) => events.publish('last connection ended', { user_id: userId, ms_ago: 0 }),
      left: (userId) => people.departed(userId),
    });
    people.here = this.here;
    people.onChange = (userId, isOnline, lostForMs) => this.tell(userId, isOnline, lostForMs);
  }

  connected(userId: number, connectionId: string): void {
    if (this.here.enter(userId, connectionId)) this.people.arrived(userId);
  }

  /** Without a goodbye the person counts as here for the grace: a page that is loaded anew comes back within it. */
  gone(userId: number, connectionId: string, saidGoodbye = true): void {
    this.here.leave(userId, connectionId, saidGoodbye);
  }

  /** Those of these people who are online. */
  isOnline(userIds: Iterable<number>): Set<number> {
    return new Set([...userIds].filter((userId) => this.people.has(userId)));
  }

  /** Those of these people who are connected to this very instance. */
  isHere(userIds: Iterable<number>): Set<number> {
    return new Set([...userIds].filter((userId) => this.here.has(userId)));
  }

  /** How many connections this person has on other instances, as they last said. */
  connectionsElsewhere(userId: number): number {
    return this.people.countElsewhere(userId);
  }

  private tell(user_id: number, isOnline: boolean, lostForMs: number | undefined): void {
    // Nobody else saw the connections of an instance that has died, so their end is told by those who missed it.
    if (lostForMs !== undefined) this.events.publish('last connection ended', { user_id, ms_ago: lostForMs });
    if (isOnline) this.events.publish('came online', { user_id });
    else this.events.publish('went offline', { user_id });
  }
}
