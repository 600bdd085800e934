import { Logger } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import { RedisStore } from 'connect-redis';
import session from 'express-session';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Breaker } from '../../cluster/breaker.js';
import type { Redis, RedisClient } from '../../cluster/redis.js';
import { BoundedStore } from './bounded-store.js';

/** The pool's own limits end before this one, so it never cuts off a query that is merely slow. */
const POSTGRES_LIMIT_MS = 6000;
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
  const breaker = new Breaker(POSTGRES_LIMIT_MS, (error) => logger.warn({ err: error }, 'The session store failed'));
  return { store: new BoundedStore(inner, breaker), close: async () => void (await inner.close()) };
}

/** Web sessions in Redis, which several instances share. */
export function redisStore(redis: Redis, client: RedisClient): OpenStore {
  const inner = new RedisStore({ client, prefix: REDIS_PREFIX });
  return { store: new BoundedStore(inner, redis.breaker()), close: async () => undefined };
}
