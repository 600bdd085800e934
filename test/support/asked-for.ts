import { AsyncLocalStorage } from 'node:async_hooks';
import { HttpAdapterHost } from '@nestjs/core';
import pg from 'pg';

interface Server {
  get(token: typeof HttpAdapterHost): HttpAdapterHost;
}

const asking = new AsyncLocalStorage<string[]>();

/**
 * What the database is asked for the sake of `act`, by its own calls and by the requests that it makes. What the server asks
 * by its own clock meanwhile (that it lives, who was active) is left out.
 */
export async function askedFor(app: Server, act: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const server = app.get(HttpAdapterHost).httpAdapter.getHttpServer() as NodeJS.EventEmitter;
  const begin = () => asking.enterWith(asked);
  const { prototype } = pg.Client as unknown as { prototype: { query: (...args: unknown[]) => unknown } };
  const original = prototype.query;
  prototype.query = function (this: unknown, ...args) {
    const [asks] = args as [string | { text: string }];
    asking.getStore()?.push(typeof asks === 'string' ? asks : asks.text);
    return original.apply(this, args);
  };
  server.prependListener('request', begin);
  try {
    await asking.run(asked, act);
  } finally {
    server.off('request', begin);
    prototype.query = original;
  }
  return asked;
}
