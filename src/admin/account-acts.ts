import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Ended, Sessions } from '../auth/sessions/sessions.service.js';
import { conflict, forbidden, notFound } from '../errors/app-error.js';
import type { SessionEnd } from '../shared/events.js';
import { type Act, Audit } from './audit.js';
import type { Operator } from './operator.js';

/** An account as administrators act on it. */
export interface Account {
  id: number;
  username: string;
  site_admin: boolean;
  disabled_at: Date | null;
}

interface AccountAct {
  act: Act;
  /** Why the account's devices are signed out; absent where they stay. */
  ends?: SessionEnd;
  /** False where nothing is to be done: then nothing is written down either. */
  change: (tx: EntityManager, account: Account) => Promise<boolean>;
}

const LOCK = `
SELECT id, username, site_admin, disabled_at FROM users
WHERE id = ANY($1::int[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE`;

/** One act on one account: decided, done, written down and its devices signed out in one commit. */
@Injectable()
export class AccountActs {
  constructor(
    private readonly database: DataSource,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /** Answers whether anything changed. Throws `not_found`, and `conflict` for what would lock the administrator out. */
  async run(operator: Operator, userId: number, { act, ends, change }: AccountAct): Promise<boolean> {
    const done = await this.database.transaction(async (tx) => {
      const account = await this.lock(tx, operator, userId);
      if (!(await change(tx, account))) return null;
      await this.audit.record(tx, operator, act, { about: 'person', id: userId, name: account.username });
      return ends ? await this.sessions.endAllWithin(tx, userId) : [];
    });
    if (done) this.announce(done, ends);
    return done !== null;
  }

  /**
   * Both are locked, so that of two administrators who take the rights from each other one stays: the rights of whoever
   * acts are looked at again under the lock.
   */
  private async lock(tx: EntityManager, operator: Operator, userId: number): Promise<Account> {
    const ids = operator.id === null ? [userId] : [userId, operator.id];
    const accounts = await tx.query<Account[]>(LOCK, [ids]);
    const actor = accounts.find(({ id }) => id === operator.id);
    if (operator.id !== null && (!actor?.site_admin || actor.disabled_at)) throw forbidden('do this any more');
    const account = accounts.find(({ id }) => id === userId);
    if (!account) throw notFound('person');
    if (userId === operator.id) throw conflict('This is your own account. Ask another administrator to do this.');
    return account;
  }

  private announce(ended: Ended[], reason: SessionEnd | undefined): void {
    if (reason) this.sessions.announce(ended, reason);
  }
}
