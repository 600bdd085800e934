import { Injectable } from '@nestjs/common';
import { EventBus } from '../events/event-bus.js';
import { OnlinePeople } from './online-people.js';

/**
 * Who is here. A person is online from the first of their connections until the last one has gone, however many there
 * are; both moments are published. Who may know it is not decided here but in users/visible-presence.ts.
 */
@Injectable()
export class PresenceService {
  constructor(
    private readonly people: OnlinePeople,
    private readonly events: EventBus,
  ) {}

  connected(userId: number, connectionId: string): void {
    if (this.people.add(userId, connectionId)) this.events.publish('came online', { user_id: userId });
  }

  gone(userId: number, connectionId: string): void {
    if (this.people.remove(userId, connectionId)) this.events.publish('went offline', { user_id: userId });
  }

  /** Those of these people who are online. */
  isOnline(userIds: Iterable<number>): Set<number> {
    return new Set([...userIds].filter((userId) => this.people.has(userId)));
  }
}
