import { hostname, userInfo } from 'node:os';
import type { DataSource } from 'typeorm';
import { Passwords } from '../../auth/passwords/passwords.js';
import { Sessions } from '../../auth/sessions/sessions.service.js';
import { readEnvironment } from '../../config/env.js';
import { createDataSource } from '../../database/data-source.js';
import { startEmbeddedPostgres } from '../../database/embedded-postgres.js';
import { migrate } from '../../database/migrate.js';
import { checkOwnPostgres } from '../../database/own-postgres.js';
import { EventBus } from '../../events/event-bus.js';
import { AccountActs } from '../account-acts.js';
import { AccountsAdministration } from '../accounts-administration.js';
import { Audit } from '../audit.js';
import { makeDemoUsers } from '../demo-users.js';
import type { Operator } from '../operator.js';
import { PeopleDirectory } from '../people-directory.js';

/** What a command works with. No server is needed for it; one that runs finds out by itself, from the database. */
export interface Place {
  operator: Operator;
  database: DataSource;
  accounts: AccountsAdministration;
  people: PeopleDirectory;
  /** Makes the accounts for trying things out, and answers whom it made. */
  makeDemoUsers: () => Promise<string[]>;
  production: boolean;
}

/** Opens the database, beside a running server or alone, for as long as `work` takes. Throws a StartError a person can act on. */
export async function withPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir, production } = readEnvironment();
  if (databaseUrl) return withDatabase(databaseUrl, production, work);
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await withDatabase(embedded.url, production, work);
  } finally {
    await embedded.stop();
  }
}

async function withDatabase<T>(url: string, production: boolean, work: (place: Place) => Promise<T>): Promise<T> {
  await checkOwnPostgres(url);
  await migrate(url);
  const database = await createDataSource(url, { poolSize: 2 }).initialize();
  try {
    const audit = new Audit(database);
    const acts = new AccountActs(database, new Sessions(database, new EventBus()), audit);
    const passwords = new Passwords();
    const operator = operatorHere();
    return await work({
      operator,
      database,
      accounts: new AccountsAdministration(database, passwords, acts, audit),
      people: new PeopleDirectory(database),
      makeDemoUsers: () => makeDemoUsers({ database, passwords, audit }, operator),
      production,
    });
  } finally {
    await database.destroy();
  }
}

const operatorHere = (): Operator => ({ id: null, name: accountHere(), origin: `command line on ${hostname()}` });

/** A container may run as a number without a name. */
function accountHere(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
