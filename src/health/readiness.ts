import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A second is promised: the rest is for a busy machine. */
const PATIENCE_MS = 600;

/** Whether requests can be served now. Asked often, it asks the database once at a time and waits less than a second. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private readonly logger = new Logger(Readiness.name);
  private draining = false;
  private known = true;
  private asked?: Promise<boolean>;

  constructor(private readonly database: DataSource) {}

  /** From the first moment of a stop, so that a balancer sends nobody any more. */
  onModuleDestroy(): void {
    this.draining = true;
  }

  async isReady(): Promise<boolean> {
    if (this.draining) return false;
    this.asked ??= this.ask().finally(() => (this.asked = undefined));
    const ready = await Promise.race([this.asked, afterPatience()]);
    if (ready !== this.known) this.logger[ready ? 'log' : 'warn'](ready ? 'Ready again' : 'Not ready: no database');
    this.known = ready;
    return ready && !this.draining;
  }

  private ask(): Promise<boolean> {
    return this.database.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }
}

const afterPatience = () => new Promise<false>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
