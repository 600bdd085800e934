import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Topics } from '../../cluster/topics.js';
import { StillMembers } from '../../transfers/still-members.js';
import { SocketTimes } from '../socket-times.js';
import { MissedReceipts } from './missed-receipts.js';
import { Standing } from './standing.js';

/** In ms: what was committed just before the last look may not have been seen by it. */
const MARGIN = 5_000;
/** A look that takes long is followed by a longer pause, so that it never takes more than a fifth of the time. */
const REST = 4;
const LONGEST_REST = 4_000;

/**
 * A signal between instances may be lost; the database has what it said. It is asked at once when a signal was missed,
 * every few seconds while none can be heard, and now and then in any case.
 */
@Injectable()
export class MissedSignals implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Cluster');
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | null = null;
  private missed = false;
  private begun = performance.now();
  private ended = performance.now();

  constructor(
    private readonly topics: Topics,
    private readonly standing: Standing,
    private readonly receipts: MissedReceipts,
    private readonly transfers: StillMembers,
    private readonly times: SocketTimes,
  ) {}

  onModuleInit(): void {
    if (!this.topics.isShared) return;
    this.topics.onMissed(() => {
      this.missed = true;
      void this.look();
    });
    this.timer = setInterval(() => void this.lookIfDue(), Math.min(this.times.lookWhileDeaf, 500)).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** One at a time; what is missed meanwhile is looked for once more. Never rejects. */
  look(): Promise<void> {
    this.underWay ??= this.lookOnce().finally(() => {
      this.underWay = null;
      if (this.missed) void this.look();
    });
    return this.underWay;
  }

  private async lookIfDue(): Promise<void> {
    const pause = this.topics.isDeaf ? this.times.lookWhileDeaf : this.times.look;
    const rest = Math.min((this.ended - this.begun) * REST, LONGEST_REST);
    if (performance.now() - this.ended >= Math.max(pause, rest)) await this.look();
  }

  private async lookOnce(): Promise<void> {
    const begun = performance.now();
    const mayHaveMissed = this.missed || this.topics.isDeaf;
    const since = begun - this.begun + MARGIN;
    this.missed = false;
    try {
      await this.standing.check();
      await this.transfers.check();
      if (mayHaveMissed) await this.receipts.tell(since);
      this.begun = begun;
    } catch (error) {
      this.logger.warn({ err: error }, 'What other instances did could not be read');
    }
    this.ended = performance.now();
  }
}
