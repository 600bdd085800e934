import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../events/event-bus.js';

/**
 * By the clock of the database and forward only, so that no clock that is set back makes anybody's time decrease. How
 * long ago it was is measured by a clock that nobody sets.
 */
const SEEN = `
UPDATE users u SET lastseen = greatest(u.lastseen, now() - s.ms_ago * interval '1 millisecond')
FROM unnest($1::int[], $2::float8[]) AS s(user_id, ms_ago) WHERE u.id = s.user_id`;

/**
 * Keeps when somebody was last here: the end of their last connection. It is written when they come as well, so that
 * after a crash, when nobody was seen going, there still is a time at which they certainly were here.
 */
@Injectable()
export class LastSeen implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(LastSeen.name);
  /** By the monotonic clock. */
  private readonly waiting = new Map<number, number>();
  private writing: Promise<void> | null = null;

  constructor(
    private readonly database: DataSource,
    events: EventBus,
  ) {
    events.on('came online', ({ user_id }) => this.note(user_id, 0));
    events.on('last connection ended', ({ user_id, ms_ago }) => this.note(user_id, ms_ago));
  }

  /** Everything that was noted until now is written, or could not be. */
  async stored(): Promise<void> {
    await this.writing;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stored();
  }

  onApplicationShutdown(): Promise<void> {
    return this.stored();
  }

  private note(userId: number, msAgo: number): void {
    const at = performance.now() - msAgo;
    this.waiting.set(userId, Math.max(at, this.waiting.get(userId) ?? -Infinity));
    this.writing ??= this.write();
  }

  /** One statement at a time; everybody who comes or goes meanwhile is in the next, so a restart is not a flood. */
  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const seen = [...this.waiting];
      this.waiting.clear();
      const now = performance.now();
      await this.database
        .query(SEEN, [seen.map(([userId]) => userId), seen.map(([, at]) => now - at)])
        .catch((error) => this.logger.error({ err: error }, 'The time somebody was last seen was not stored'));
    }
    this.writing = null;
  }
}
