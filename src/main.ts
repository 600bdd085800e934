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
  const undo: (() => Promise<void>)[] = [];
  onStopSignal(async () => {
    for (const step of undo.reverse()) await step();
  });

  let { databaseUrl } = config;
  if (!databaseUrl) {
    const database = await startEmbeddedPostgres({ dataDir: config.dataDir, log: console.log });
    undo.push(() => database.stop());
    databaseUrl = database.url;
  }
  const app = await createApp({ ...config, databaseUrl });
  undo.push(() => app.close());
  await app.listen(config.port, config.host);

  const { port } = app.getHttpServer().address() as AddressInfo;
  console.log(`Parley is ready at ${config.publicUrl ?? `http://localhost:${port}`}`);
  console.log('Open it in a browser and make an account; Ctrl-C stops the server.');
}
