import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../../database/prepared-query.js';
import { EventBus } from '../../events/event-bus.js';

const EVERY_MS = 1000;
/** An end has the time at which its transaction began: none takes longer until others can see it. */
const MARGIN_MS = 15_000;

const ENDED = "SELECT id, user_id FROM sessions WHERE ended_at > now() - $1 * interval '1 millisecond'";

/**
 * Finds the devices that were signed out by another process: the command line, or an instance whose word was lost. They
 * are told as if it had happened here, so open sockets end by the one way there is.
 */
@Injectable()
export class EndedElsewhere implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(EndedElsewhere.name);
  /** When it was told here that a session ended. */
  private readonly told = new Map<number, number>();
  private lastLook = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {
    events.on('session ended', ({ session_id }) => void this.told.set(session_id, performance.now()));
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.lookQuietly(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    const begun = performance.now();
    const since = Math.ceil(begun - this.lastLook + MARGIN_MS);
    const rows = await preparedQuery<[id: number, user: number]>(this.database, 'ended-elsewhere', ENDED, [since]);
    for (const [session_id, user_id] of rows)
      if (!this.told.has(session_id)) this.events.hear('session ended', { session_id, user_id, reason: 'signed_out' });
    this.lastLook = begun;
    this.forgetBefore(begun - 2 * MARGIN_MS);
  }

  private async lookQuietly(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    await this.look().catch((error) => this.logger.debug({ err: error }, 'Who was signed out elsewhere is not known'));
    this.looking = false;
  }

  private forgetBefore(time: number): void {
    for (const [sessionId, at] of this.told) {
      if (at > time) return;
      this.told.delete(sessionId);
    }
  }
}
