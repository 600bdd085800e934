import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../events/event-bus.js';
import { PresenceNews } from './presence-news.js';
import { RoomNews } from './room-news.js';

/** The map from facts about who is here to the news of it; all other facts are the broadcaster's. */
@Injectable()
export class Company implements OnModuleInit {
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
  }

  private show(userId: number, shows: boolean): void {
    this.presence.note(userId, { shows: !shows });
    this.rooms.privacyChanged(userId);
  }
}
