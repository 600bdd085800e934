import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../src/app.setup.js';
import type { Config } from '../../src/config/config.js';
import { readEnvironment } from '../../src/config/env.js';
import { createLog } from '../../src/telemetry/log.js';
import { Conforming } from './conforming.js';
import { freshDatabase, type TestDatabase } from './database.js';

export interface BareApp {
  app: NestExpressApplication;
  url: string;
  port: number;
  database: TestDatabase;
  /** Every log line since the start, parsed. */
  lines: Record<string, unknown>[];
  close(): Promise<void>;
}

/**
 * The whole server without a cast: for what is true of every request. `prepare` may add routes of its own that fail. When
 * it closes, every answer it gave must have been as the API reference says.
 */
export async function bareApp(
  changes: Partial<Config> = {},
  prepare: (app: NestExpressApplication) => void = () => undefined,
): Promise<BareApp> {
  const database = await freshDatabase();
  const secret = 'a9F3kQ0zX7mL2vB8nR4tY6wE1pS5dG-h';
  const set = { NODE_ENV: 'test', SESSION_SECRET: secret, JWT_SECRET: [...secret].reverse().join('') };
  const config = { ...readEnvironment(set), databaseUrl: database.url, ...changes } as Config;
  const lines: Record<string, unknown>[] = [];
  const app = await createApp(config, createLog(config, { write: (line) => void lines.push(JSON.parse(line)) }));
  const undocumented = Conforming.watch(app);
  prepare(app);
  await app.listen(changes.port ?? 0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const close = async () => {
    await app.close().finally(() => database.drop());
    if (undocumented.length) throw new Error(`Not as the API reference says:\n${undocumented.join('\n')}`);
  };
  return { app, url: `http://127.0.0.1:${port}`, port, database, lines, close };
}
