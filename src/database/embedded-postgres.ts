import { join } from 'node:path';
import { Client } from 'pg';
import { makeDataDir } from '../config/data-dir.js';
import { StartError } from '../config/start-error.js';
import { accountFor } from './embedded/account.js';
import { binariesFor } from './embedded/binaries.js';
import { DATABASE_USER, makeDataFolder } from './embedded/data-folder.js';
import { dataPlace, leaveSocketPlace, socketPlace } from './embedded/place.js';
import { ends, findRunning, hasSocket, type Launch, launch } from './embedded/postmaster.js';
import { type Postmaster, stopPostmaster } from './embedded/postmaster.js';
import { isPostmasterOf } from './embedded/processes.js';
import { assertDurable, type Settings, settingsFor } from './embedded/settings.js';
import { exclusively } from './embedded/start-lock.js';
import { Tenants } from './embedded/tenants.js';

export type EmbeddedPostgres = {
  /** For pg and TypeORM; leads through a unix socket. */
  readonly url: string;
  /** False when a server was found running on the data, such as the orphan of a killed one. */
  readonly owned: boolean;
  /** Stops the database once no other server uses it. To be called last, after the pools have ended. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  dataDir: string;
  settings?: Settings;
  /** False only for tests, whose data nobody will miss. */
  durable?: boolean;
  log?: (line: string) => void;
};

const DATABASE = 'parley';
const WATCH_MS = 500;
const MOST_DYING = 5;

/** Starts the bundled PostgreSQL on a data folder, or joins the one that runs there. Throws a StartError a person can act on. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, durable = true, log = () => undefined } = options;
  makeDataDir(dataDir);
  const lock = join(dataDir, 'pg.lock');
  const tenants = new Tenants(join(dataDir, 'pg-servers'));
  const order = await exclusively(lock, async () => {
    const made = await prepare(options);
    const entered = await enter(made, durable);
    tenants.enter();
    return { made, ...entered };
  });
  const { made, postmaster, owned } = order;
  const watch = keepAlive({ postmaster, made, lock, log });

  const stop = async () => {
    watch.end();
    await exclusively(lock, async () => {
      if (!tenants.leave()) return;
      await stopPostmaster(watch.pid(), made.data);
      leaveSocketPlace(postmaster.sockets, made.data);
    });
  };
  let stopped: Promise<void> | undefined;
  return { url: urlOf(postmaster.sockets), owned, stop: () => (stopped ??= stop()) };
}

async function prepare({
  dataDir,
  settings = {},
  durable = true,
  log = () => undefined,
}: EmbeddedPostgresOptions): Promise<Launch> {
  const account = accountFor(join(dataDir, 'pg'));
  const native = binariesFor(account, log);
  const data = dataPlace(dataDir, account, log);
  await makeDataFolder({ data, native, account, durable, log });
  const careless: Settings = durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
  const all = settingsFor(socketPlace(data, account), { ...careless, ...settings });
  return { data, native, account, logFile: join(dataDir, 'postgres.log'), settings: all };
}

async function joinOrLaunch(made: Launch): Promise<{ postmaster: Postmaster; owned: boolean }> {
  const running = await findRunning(made.data);
  if (running && hasSocket(running)) return { postmaster: running, owned: false };
  if (running) await stopPostmaster(running.pid, made.data);
  return { postmaster: await launch(made), owned: true };
}

/** A server that was found may be one that was just killed and not quite dead: the next look launches a new one. */
async function enter(made: Launch, durable: boolean, looks = 1): Promise<{ postmaster: Postmaster; owned: boolean }> {
  const { postmaster, owned } = await joinOrLaunch(made);
  try {
    await admit(postmaster, durable);
    return { postmaster, owned };
  } catch (error) {
    if (owned) await stopPostmaster(postmaster.pid, made.data);
    else if (looks < MOST_DYING && (await ends(postmaster.pid))) return enter(made, durable, looks + 1);
    throw error;
  }
}

/** The first connection: refuses a careless server, and makes the database where it is missing. */
async function admit({ sockets }: Postmaster, durable: boolean): Promise<void> {
  const client = new Client({
    host: sockets,
    user: DATABASE_USER,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    throw new StartError(`The embedded database does not answer (${error.message}); see postgres.log in DATA_DIR.`);
  });
  try {
    if (durable) await assertDurable(client);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

type Watched = { postmaster: Postmaster; made: Launch; lock: string; log: (line: string) => void };

/** A database that dies under a running server is started again; the pools connect anew by themselves. */
function keepAlive({ postmaster, made, lock, log }: Watched): { pid(): number; end(): void } {
  let { pid } = postmaster;
  let busy = false;
  let ended = false;
  const revive = async () => {
    // A stop may have come first while this waited for the lock.
    if (!ended) pid = (await joinOrLaunch(made)).postmaster.pid;
  };
  const look = async () => {
    if (busy || isPostmasterOf(pid, made.data)) return;
    busy = true;
    log('The database ended unexpectedly; it is started again.');
    await exclusively(lock, revive).then(
      () => log('The database is back.'),
      (error: Error) => log(`The database could not be started again: ${error.message}`),
    );
    busy = false;
  };
  const timer = setInterval(() => void look(), WATCH_MS).unref();
  const end = () => {
    ended = true;
    clearInterval(timer);
  };
  return { pid: () => pid, end };
}

const urlOf = (sockets: string) =>
  `postgresql://${DATABASE_USER}@localhost/${DATABASE}?host=${encodeURIComponent(sockets)}`;
