import { Logger } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import { RedisStore } from 'connect-redis';
import session from 'express-session';
import type { Pool } from 'pg';
import { createClient } from 'redis';
import type { DataSource } from 'typeorm';
import { BoundedStore } from './bounded-store.js';

const SECOND = 1000;
const REDIS_LIMIT = 500;
const REDIS_PREFIX = 'parley:web-session:';

export interface OpenStore {
  store: session.Store;
  close(): Promise<void>;
}

/** Web sessions in PostgreSQL, through the pool that is there anyway. */
export function postgresStore(database: DataSource): OpenStore {
  const { master } = database.driver as unknown as { master: Pool };
  const logger = new Logger('Sessions');
  const PgStore = connectPgSimple(session);
  const inner = new PgStore({
    pool: master,
    tableName: 'web_sessions',
    errorLog: (...about: unknown[]) => logger.warn({ about }, 'Expired web sessions could not be removed'),
  });
  // The pool's own limits end before this one, so it never cuts off a query that is merely slow.
  return { store: new BoundedStore(inner, 6 * SECOND), close: async () => void (await inner.close()) };
}

/** Web sessions in Redis, which several instances share. It connects in the background and comes back by itself. */
export function redisStore(url: string): OpenStore {
  const logger = new Logger('Redis');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2 * SECOND, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2 * SECOND) },
  });
  // Without a listener a lost connection ends the process.
  client.on('error', (error: Error) => logger.warn({ err: error }, 'Redis is out of reach'));
  client.connect().catch(() => {});
  const store = new BoundedStore(new RedisStore({ client, prefix: REDIS_PREFIX }), REDIS_LIMIT);
  return { store, close: async () => void (client.isOpen && client.destroy()) };
}
