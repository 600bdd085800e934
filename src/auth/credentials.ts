import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notAuthenticated } from '../errors/app-error.js';
import { LIMITS } from '../shared/limits.js';
import { usernameKey } from '../users/username-key.js';
import { FailureBudget } from './failure-budget.js';
import { Passwords } from './passwords/passwords.js';

/** A person whose password has just been checked against this hash. */
export interface Proven {
  id: number;
  username: string;
  display_name: string;
  password_hash: string;
}

/** Checks who somebody is by username and password: the same for the form, the API and every dialect. */
@Injectable()
export class Credentials {
  private readonly logger = new Logger('Security');

  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly budget: FailureBudget,
  ) {}

  /** Throws `not_authenticated`, which sounds the same for an unknown name, a wrong password and a disabled account. */
  async demand(username: string, password: string, address: string | undefined): Promise<Proven> {
    const proven = await this.budget.spend(username, address, () => this.prove(username, password));
    if (proven) return proven;
    this.logger.warn({ address }, 'Sign-in refused');
    throw notAuthenticated('The username or the password is not right.');
  }

  private async prove(username: string, password: string): Promise<Proven | null> {
    const found = await this.find(username);
    const right = await this.passwords.matches(password, found?.password_hash ?? null);
    return right ? found : null;
  }

  private async find(username: string): Promise<Proven | null> {
    // A name too long or with a NUL is nobody's, and neither may reach the database.
    const possible = username.length <= LIMITS.username * 4 && username.isWellFormed() && !username.includes('\0');
    const [row] = await this.database.query<Proven[]>(
      'SELECT id, username, display_name, password_hash FROM users WHERE username_key = $1 AND disabled_at IS NULL',
      [possible ? usernameKey(username) : ''],
    );
    return row ?? null;
  }
}
