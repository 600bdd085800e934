import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { Breaker } from './breaker.js';

const SECOND = 1000;
const LIMIT_MS = 500;

type Library = typeof import('redis');

const connected = ({ createClient }: Library, url: string) =>
  createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2 * SECOND, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2 * SECOND) },
  });
export type RedisClient = ReturnType<typeof connected>;

/** The connection to Redis, or none without REDIS_URL. It opens in the background and comes back by itself. */
export class Redis implements OnApplicationShutdown {
  private readonly logger = new Logger(Redis.name);

  constructor(readonly client: RedisClient | null) {
    // Without a listener a lost connection ends the process.
    client?.on('error', (error: Error) => this.logger.warn({ err: error }, 'Redis is out of reach'));
    client?.connect().catch(() => undefined);
  }

  /** Its library is large, and most servers run without it: it is loaded only where it is used. */
  static async of({ redisUrl }: Config): Promise<Redis> {
    return new Redis(redisUrl ? connected(await import('redis'), redisUrl) : null);
  }

  /** Each user of the connection has a breaker of its own; every command is asked through one. */
  breaker(): Breaker {
    return new Breaker(LIMIT_MS, (error) => this.logger.warn({ err: error }, 'Redis did not answer'));
  }

  onApplicationShutdown(): void {
    if (this.client?.isOpen) this.client.destroy();
  }
}
