import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { addressKey } from '../access/address.js';
import { RateLimits } from '../access/rate-limits.js';
import { username as usernameField } from '../contract/fields.js';
import { conflict, invalidInput } from '../errors/app-error.js';
import { usernameKey } from '../users/username-key.js';
import { UsersService } from '../users/users.service.js';
import type { NewAccount } from './auth.dto.js';
import type { Proven } from './credentials.js';
import { demandNotTheirName } from './passwords/password-policy.js';
import { Passwords } from './passwords/passwords.js';
import { isReserved } from './reserved-names.js';

const TAKEN = 'This username is taken. Choose another.';
const taken = () => conflict(TAKEN, { username: [TAKEN] });

/** Makes accounts. */
@Injectable()
export class Accounts {
  private readonly logger = new Logger('Security');

  constructor(
    private readonly database: DataSource,
    private readonly users: UsersService,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /** Throws `conflict` with `fields` for a name that is taken, also when two ask for it at the same moment. */
  async register(account: NewAccount, address: string | undefined): Promise<Proven> {
    const { username, password } = account;
    if (isReserved(username)) throw invalidInput({ username: ['This username is reserved. Choose another.'] });
    demandNotTheirName(password, username, 'password');
    await this.limits.take('registrations', addressKey(address));
    if (!(await this.users.available(username))) throw taken();

    const made = await this.insert(account, await this.passwords.hash(password));
    if (!made) throw taken();
    this.logger.log({ user_id: made.id }, 'Registered');
    return made;
  }

  /** Whether somebody could register under this name: well-formed, not reserved and not taken. */
  async isAvailable(username: string): Promise<boolean> {
    const { data } = usernameField.safeParse(username);
    return data !== undefined && !isReserved(data) && this.users.available(data);
  }

  private async insert(account: NewAccount, hash: string): Promise<Proven | null> {
    const { username, email = '', display_name = '', first_name = '', last_name = '' } = account;
    const [row] = await this.database.query<Proven[]>(
      `INSERT INTO users (username, username_key, password_hash, email, display_name, first_name, last_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (username_key) DO NOTHING
       RETURNING id, username, display_name, password_hash`,
      [username, usernameKey(username), hash, email, display_name, first_name, last_name],
    );
    return row ?? null;
  }
}
