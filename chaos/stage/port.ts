import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the system gives to whoever connects: a thousand of them could take the place of an instance that is away. */
const [LEAST, MOST] = [20_000, 32_000];
const given = new Set<number>();

/** A port for an instance that will leave it and come back to it. */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * (MOST - LEAST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}
