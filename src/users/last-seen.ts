import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';

/** By the clock of the database and forward only, so that no clock that is set back makes anybody's time decrease. */
const SEEN_NOW = 'UPDATE users SET lastseen = greatest(lastseen, now()) WHERE id = ANY($1::int[])';

/**
 * Keeps when somebody was last here. It is written when they come as well, so that after a crash, when nobody was seen
 * going, there still is a time at which they certainly were here.
 */
@Injectable()
export class LastSeen implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(LastSeen.name);
  private readonly waiting = new Set<number>();
  private writing: Promise<void> | null = null;

  constructor(
    private readonly database: DataSource,
    events: EventBus,
  ) {
    events.on('came online', ({ user_id }) => this.note(user_id));
    events.on('went offline', ({ user_id }) => this.note(user_id));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  private note(userId: number): void {
    this.waiting.add(userId);
    this.writing ??= this.write();
  }

  /** One statement at a time; everybody who comes or goes meanwhile is in the next, so a restart is not a flood. */
  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const userIds = [...this.waiting];
      this.waiting.clear();
      await this.database
        .query(SEEN_NOW, [userIds])
        .catch((error) => this.logger.error({ err: error }, 'The time somebody was last seen was not stored'));
    }
    this.writing = null;
  }
}
