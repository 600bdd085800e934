import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.setup.js';
import { onStopSignal, tellFailure } from './app.stop.js';
import { loadConfig } from './config/env.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';

try {
  await start();
} catch (error) {
  tellFailure(error);
}

async function start(): Promise<void> {
  const config = loadConfig();
  const log = (line: string) => console.log(line);
  const database = config.databaseUrl
    ? { url: config.databaseUrl, stop: () => Promise.resolve() }
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log });

  const app = await createApp({ ...config, databaseUrl: database.url }).catch(async (error) => {
    await database.stop();
    throw error;
  });
  onStopSignal(async () => {
    await app.close();
    await database.stop();
  });
  await app.listen(config.port, config.host);

  const { port } = app.getHttpServer().address() as AddressInfo;
  const address = config.publicUrl ?? `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
  log(`Parley is ready at ${address}`);
  log('Open it in a browser and make an account; stop the server with Ctrl-C.');
}
