import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

const ONCE_IN_MS = 60_000;
const WRITTEN_EVERY_MS = 10_000;
const MOST = 50_000;

/** When each device was last used, to the minute: one write for all of them every ten seconds, none per request. */
@Injectable()
export class LastActive implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LastActive.name);
  /** When each was used, by the monotonic clock in ms, in that order, as far as it is not long ago. */
  private readonly noted = new Map<number, number>();
  private readonly unwritten = new Set<number>();
  private readonly timer = setInterval(() => void this.write(), WRITTEN_EVERY_MS).unref();

  constructor(private readonly database: DataSource) {}

  touch(sessionId: number, now = performance.now()): void {
    const last = this.noted.get(sessionId);
    if (last !== undefined && now - last < ONCE_IN_MS) return;
    if (this.noted.size >= MOST) this.noted.clear();
    // Behind all others.
    this.noted.delete(sessionId);
    this.noted.set(sessionId, now);
    this.unwritten.add(sessionId);
  }

  async write(now = performance.now()): Promise<void> {
    this.forgetOld(now);
    if (!this.unwritten.size) return;
    const ids = [...this.unwritten];
    this.unwritten.clear();
    await this.database
      .query('UPDATE sessions SET last_active = now() WHERE id = ANY($1) AND ended_at IS NULL', [ids])
      .catch((error) => this.logger.warn({ err: error }, 'When devices were last active could not be written'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private forgetOld(now: number): void {
    for (const [sessionId, last] of this.noted) {
      if (now - last < ONCE_IN_MS) return;
      this.noted.delete(sessionId);
    }
  }
}
