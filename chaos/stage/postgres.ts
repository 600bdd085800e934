import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { accountFor } from '../../src/database/embedded/account.js';
import { binariesFor } from '../../src/database/embedded/binaries.js';
import { DATABASE_USER, makeDataFolder } from '../../src/database/embedded/data-folder.js';
import { socketPlace } from '../../src/database/embedded/place.js';
import { type Launch, launch, stopPostmaster } from '../../src/database/embedded/postmaster.js';
import { isRunning } from '../../src/database/embedded/processes.js';
import { type Settings, settingsFor } from '../../src/database/embedded/settings.js';
import { migrate } from '../../src/database/migrate.js';
import { makeDataDir } from '../../src/config/data-dir.js';
import { guard, temporaryFolder } from '../../test/support/guard.mjs';
import { soon } from './soon.js';
import { childrenOf } from './processes.js';

const DATABASE = 'parley';

export interface Cluster {
  /** Beside the usual ones. */
  postgres?: Settings;
  /** Where it keeps its data. */
  dataDir?: string;
  /** A database without tables, for the instances to make. */
  empty?: boolean;
}

/** The data of a stopped PostgreSQL with all tables, made once: a copy is there at once. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const dataDir = temporaryFolder('chaos-template');
  const postgres = await Postgres.start({ dataDir, empty: true });
  await migrate(postgres.url);
  await postgres.stop();
  return join(dataDir, 'pg');
}

/** A durable PostgreSQL that nobody starts again but we: to be killed, frozen and stopped in the middle. */
export class Postgres {
  private constructor(
    private readonly order: Launch,
    private pid: number,
  ) {}

  static async start({
    postgres: settings = {},
    dataDir = temporaryFolder('chaos-pg'),
    empty,
  }: Cluster): Promise<Postgres> {
    makeDataDir(dataDir);
    const data = join(dataDir, 'pg');
    if (!empty) execFileSync('cp', ['-a', await (template ??= makeTemplate()), data]);
    const account = accountFor(data);
    const log = () => undefined;
    const native = binariesFor(account, log);
    await makeDataFolder({ data, native, account, durable: true, log });
    const all = settingsFor(socketPlace(data, account), settings);
    const order: Launch = { data, native, account, logFile: join(dataDir, 'postgres.log'), settings: all };
    const postgres = new Postgres(order, 0);
    await postgres.startAgain();
    if (empty) await postgres.ask('postgres', `CREATE DATABASE ${DATABASE}`);
    return postgres;
  }

  /** Through a unix socket, whose path is `socket`. */
  get url(): string {
    return this.urlOf(DATABASE);
  }

  get socket(): string {
    return join(this.order.settings.unix_socket_directories!, '.s.PGSQL.5432');
  }

  async client(): Promise<Client> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async query<Row extends object>(statement: string): Promise<Row[]> {
    return (await this.ask(DATABASE, statement)) as Row[];
  }

  /** The postmaster and all of its children at once, none of which can write a last word. */
  async kill(): Promise<void> {
    const pids = this.pids();
    for (const pid of pids) signal(pid, 'SIGKILL');
    await soon(() => !pids.some(isRunning));
  }

  /** What `pg_ctl stop -m immediate` does: children are told to drop everything, nothing is written back. */
  async stopAtOnce(): Promise<void> {
    const pids = this.pids();
    signal(this.pid, 'SIGQUIT');
    await soon(() => !pids.some(isRunning));
  }

  async startAgain(): Promise<void> {
    const { pid } = await launch(this.order);
    this.pid = pid;
    guard('pid', pid);
  }

  get runs(): boolean {
    return isRunning(this.pid);
  }

  freeze(): void {
    for (const pid of this.pids()) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.pids()) signal(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    if (!isRunning(this.pid)) return;
    this.thaw();
    await stopPostmaster(this.pid, this.order.data);
  }

  private pids(): number[] {
    return [this.pid, ...childrenOf(this.pid)];
  }

  private urlOf(database: string): string {
    const folder = this.order.settings.unix_socket_directories!;
    return `postgresql://${DATABASE_USER}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  }

  private async ask(database: string, statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}
