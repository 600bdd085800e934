import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { chosenPassword, demandNotTheirName } from '../auth/passwords/password-policy.js';
import { Passwords } from '../auth/passwords/passwords.js';
import { username as usernameField } from '../contract/fields.js';
import { parse } from '../contract/parsed.js';
import { conflict } from '../errors/app-error.js';
import { usernameKey } from '../users/username-key.js';
import { z } from 'zod';
import { AccountActs } from './account-acts.js';
import { Audit } from './audit.js';
import type { Operator } from './operator.js';

const NewAdministrator = z.object({ username: usernameField, password: chosenPassword });

const MAKE = `
INSERT INTO users (username, username_key, password_hash, site_admin) VALUES ($1, $2, $3, true)
ON CONFLICT (username_key) DO NOTHING RETURNING id`;

/** What an administrator may do with accounts. A disabled account signs in nowhere, and is found by nobody. */
@Injectable()
export class AccountsAdministration {
  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly acts: AccountActs,
    private readonly audit: Audit,
  ) {}

  /** A new account with all rights. Throws `conflict` for a name that is taken. */
  async makeAdministrator(operator: Operator, wanted: { username: string; password: string }): Promise<number> {
    const { username, password } = parse(NewAdministrator, wanted);
    demandNotTheirName(password, username, 'password');
    const hash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      const [made] = await tx.query<{ id: number }[]>(MAKE, [username, usernameKey(username), hash]);
      if (!made) throw conflict(`There is an account called ${username} already.`);
      await this.audit.record(tx, operator, 'made an administrator', {
        about: 'person',
        id: made.id,
        name: username,
      });
      return made.id;
    });
  }

  /** Ends every device, those of a thief among them. */
  async setPassword(operator: Operator, account: { id: number; username: string }, password: string): Promise<void> {
    parse(NewAdministrator, { username: account.username, password });
    demandNotTheirName(password, account.username, 'password');
    const hash = await this.passwords.hash(password);
    await this.acts.run(operator, account.id, {
      act: 'gave a new password to',
      ends: 'password_changed',
      change: (tx, { id }) => set(tx, id, 'password_hash = $2', [hash]),
    });
  }

  disable(operator: Operator, userId: number): Promise<boolean> {
    return this.acts.run(operator, userId, {
      act: 'disabled',
      ends: 'signed_out',
      change: async (tx, { id, disabled_at }) => !disabled_at && set(tx, id, 'disabled_at = now()'),
    });
  }

  enable(operator: Operator, userId: number): Promise<boolean> {
    return this.acts.run(operator, userId, {
      act: 'enabled',
      change: async (tx, { id, disabled_at }) => disabled_at !== null && set(tx, id, 'disabled_at = NULL'),
    });
  }

  signOutEverywhere(operator: Operator, userId: number): Promise<boolean> {
    return this.acts.run(operator, userId, {
      act: 'signed out everywhere',
      ends: 'signed_out',
      change: async () => true,
    });
  }

  /** The devices of whoever loses the rights stay signed in, and have none from the next request on. */
  setRights(operator: Operator, userId: number, siteAdmin: boolean): Promise<boolean> {
    return this.acts.run(operator, userId, {
      act: siteAdmin ? 'made an administrator' : 'took the rights of an administrator from',
      change: async (tx, { id, site_admin }) => site_admin !== siteAdmin && set(tx, id, 'site_admin = $2', [siteAdmin]),
    });
  }
}

async function set(tx: EntityManager, id: number, what: string, values: unknown[] = []): Promise<true> {
  await tx.query(`UPDATE users SET ${what} WHERE id = $1`, [id, ...values]);
  return true;
}
