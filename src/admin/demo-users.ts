import type { DataSource } from 'typeorm';
import type { Passwords } from '../auth/passwords/passwords.js';
import { usernameKey } from '../users/username-key.js';
import type { Audit } from './audit.js';
import type { Operator } from './operator.js';

/** Whom clients of system 002 know from its README. Their passwords are known to everybody: for trying things out, nothing else. */
export const DEMO_USERS = [
  { username: 'demo', password: 'demo123', first_name: 'Demo', last_name: 'User' },
  { username: 'alice', password: 'alice123', first_name: 'Alice', last_name: 'Smith' },
  { username: 'bob', password: 'bob123', first_name: 'Bob', last_name: 'Jones' },
] as const;

const MAKE = `
INSERT INTO users (username, username_key, password_hash, email, display_name, first_name, last_name)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (username_key) DO NOTHING RETURNING id`;

interface Means {
  database: DataSource;
  passwords: Passwords;
  audit: Audit;
}

/** Makes those that are not there yet, and answers their usernames. An account that is there stays as it is. */
export async function makeDemoUsers({ database, passwords, audit }: Means, operator: Operator): Promise<string[]> {
  const made: string[] = [];
  for (const { username, password, first_name, last_name } of DEMO_USERS) {
    const hash = await passwords.hash(password);
    const names = [`${username}@example.com`, `${first_name} ${last_name}`, first_name, last_name];
    await database.transaction(async (tx) => {
      const [row] = await tx.query<{ id: number }[]>(MAKE, [username, usernameKey(username), hash, ...names]);
      if (!row) return;
      await audit.record(tx, operator, 'made the demo account', { about: 'person', id: row.id, name: username });
      made.push(username);
    });
  }
  return made;
}
