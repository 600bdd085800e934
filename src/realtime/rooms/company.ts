import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../events/event-bus.js';
import { insisting } from '../insisting.js';
import { PresenceNews } from './presence-news.js';
import { RoomNews } from './room-news.js';

/** The map from facts about who is here to the news of it; all other facts are the broadcaster's. */
@Injectable()
export class Company implements OnModuleInit {
  private readonly logger = new Logger('Sockets');

  constructor(
    private readonly events: EventBus,
    private readonly presence: PresenceNews,
    private readonly rooms: RoomNews,
  ) {}

  onModuleInit(): void {
    this.events.on('came online', ({ user_id }) => this.presence.note(user_id, { is_online: false }));
    this.events.on('went offline', ({ user_id }) => this.presence.note(user_id, { is_online: true }));
    this.events.on('presence shown', ({ user_id }) => this.show(user_id, true));
    this.events.on('presence hidden', ({ user_id }) => this.show(user_id, false));
    this.events.on('person blocked', ({ blocker_id, blocked_id }) => void this.meetAnew(blocker_id, blocked_id));
    this.events.on('person unblocked', ({ blocker_id, blocked_id }) => void this.meetAnew(blocker_id, blocked_id));
  }

  /** Both see of each other what they see of strangers, or what they saw before; neither is told why. */
  private async meetAnew(one: number, other: number): Promise<void> {
    try {
      await insisting(() => this.presence.meetAnew(one, other));
      this.rooms.privacyChanged(one);
      this.rooms.privacyChanged(other);
    } catch (error) {
      this.logger.error({ err: error }, 'A block could not be shown');
    }
  }

  private show(userId: number, shows: boolean): void {
    this.presence.note(userId, { shows: !shows });
    this.rooms.privacyChanged(userId);
  }
}
