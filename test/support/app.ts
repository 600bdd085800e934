import type { Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CsrfTokens } from '../../src/access/csrf-tokens.js';
import { Config } from '../../src/config/config.js';
import { bareApp } from './bare-app.js';

export interface OpenApp {
  url: string;
  port: number;
  config: Config;
  database: DataSource;
  csrf: CsrfTokens;
  /** Every log line since the start, parsed. */
  lines: Record<string, unknown>[];
  /** A provider of the running app; of that module where several have one. */
  get<T>(token: Type<T>, of?: Type): T;
  close(): Promise<void>;
}

/** The whole server on a free port with a database of its own. Rates are off unless `changes` turns them on; `prepare` runs before it listens. */
export async function openApp(
  changes: Partial<Config> = {},
  prepare?: Parameters<typeof bareApp>[1],
): Promise<OpenApp> {
  const bare = await bareApp({ rateLimit: false, ...changes }, prepare);
  const get = <T>(token: Type<T>, of?: Type): T =>
    of ? bare.app.select(of).get(token, { strict: true }) : bare.app.get(token, { strict: false });
  return {
    url: bare.url,
    port: bare.port,
    config: get(Config),
    database: get(DataSource),
    csrf: get(CsrfTokens),
    lines: bare.lines,
    get,
    close: () => bare.close(),
  };
}
