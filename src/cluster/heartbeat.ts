import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { EventLoopDelay } from '../telemetry/event-loop-delay.js';
import { Metrics } from '../telemetry/metrics.js';
import type { InstanceHealth } from './instance.entity.js';
import { Redis } from './redis.js';
import { VERSION } from './version.js';

export const BEATS_EVERY_MS = 5000;

const BEAT = `
INSERT INTO instances (id, name, version, started_at, seen_at, health)
VALUES ($1, $2, $3, now() - $4 * interval '1 second', now(), $5)
ON CONFLICT (id) DO UPDATE SET seen_at = now(), health = excluded.health`;

/** What was killed leaves its row behind. */
const FORGET = "DELETE FROM instances WHERE seen_at < now() - interval '1 day'";

/** Says every few seconds, in the database, that this instance is here and how it is: administrators see it. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger(Heartbeat.name);
  private readonly id = randomUUID();
  private readonly loop = new EventLoopDelay(100);
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private draining = false;

  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly redis: Redis,
  ) {}

  onApplicationBootstrap(): void {
    this.beating = this.beat();
    this.timer = setInterval(() => (this.beating = this.beat()), BEATS_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    this.draining = true;
    clearInterval(this.timer);
    this.beating = this.beating.then(() => this.beat());
  }

  /** The pool ends after this, in the order in which the modules were made. */
  async onApplicationShutdown(): Promise<void> {
    this.loop.stop();
    await this.beating;
    await this.database.query('DELETE FROM instances WHERE id = $1', [this.id]).catch(() => undefined);
  }

  /** Never rejects. */
  private async beat(): Promise<void> {
    try {
      const values = [this.id, this.name, VERSION, process.uptime(), await this.health()];
      await this.database.query(BEAT, values);
      await this.database.query(FORGET);
    } catch (error) {
      this.logger.debug({ err: error }, 'The heartbeat could not be written');
    }
  }

  private get name(): string {
    return this.config.instanceUrl ?? `${hostname()}, process ${process.pid}`;
  }

  private async health(): Promise<InstanceHealth> {
    const { values } = await this.metrics.sockets.get();
    const { client } = this.redis;
    return {
      node: process.versions.node,
      connections: values.reduce((sum, { value }) => sum + value, 0),
      memory_mb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      loop_ms: Math.round(this.loop.take().max * 1000),
      redis: client ? (client.isReady ? 'here' : 'away') : 'none',
      draining: this.draining,
    };
  }
}
