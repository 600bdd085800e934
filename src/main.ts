import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { onStopSignal, tellFailure } from './app.stop.js';
import { loadConfig } from './config/env.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { checkOwnPostgres } from './database/own-postgres.js';
import { createLog, type Log } from './telemetry/log.js';

const undo: (() => Promise<void>)[] = [];
const undoAll = async () => {
  for (const step of undo.splice(0).reverse()) await step();
};

const started = start();
onStopSignal(async () => {
  // A signal during the start waits for its end, which is near: half a start cannot be stopped cleanly.
  await started.catch(() => undefined);
  await undoAll();
});
await started.catch((error) => undoAll().finally(() => tellFailure(error)));

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config);
  // The rest of the program is large: it is loaded once the settings are right, and while the database starts.
  const loading = import('./app.setup.js');
  const databaseUrl = config.databaseUrl ?? (await embeddedPostgres(config.dataDir, log));
  if (config.databaseUrl) await checkOwnPostgres(databaseUrl);
  const { createApp } = await loading;
  const app = await createApp({ ...config, databaseUrl }, log);
  undo.push(() => app.close());
  await app.listen(config.port, config.host);

  const { port } = app.getHttpServer().address() as AddressInfo;
  console.log(`Parley is ready at ${config.publicUrl ?? `http://localhost:${port}`}`);
  console.log('Open it in a browser and make an account; Ctrl-C stops the server.');
}

async function embeddedPostgres(dataDir: string, log: Log): Promise<string> {
  const database = await startEmbeddedPostgres({ dataDir, log: (line) => log.warn({ context: 'Database' }, line) });
  undo.push(() => database.stop());
  return database.url;
}
