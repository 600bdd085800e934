import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { AppError, invalidInput } from '../../errors/app-error.js';
import type { PasswordChange } from '../auth.dto.js';
import { Credentials } from '../credentials.js';
import { demandNotTheirName } from './password-policy.js';
import { Passwords } from './passwords.js';
import { type Ended, Sessions } from '../sessions/sessions.service.js';

/** Changes a password and signs out every device but the one it is changed from. */
@Injectable()
export class PasswordChanges {
  private readonly logger = new Logger('Security');

  constructor(
    private readonly database: DataSource,
    private readonly credentials: Credentials,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Throws `invalid_input` under `current` for a wrong current password, which counts as a failed sign-in, and
   * `rate_limited` after too many of them.
   */
  async change(actor: Actor, { current, new: chosen }: PasswordChange, address?: string): Promise<void> {
    demandNotTheirName(chosen, actor.username, 'new');
    const { password_hash } = await this.credentials.demand(actor.username, current, address).catch(asField);
    const ended = await this.store(actor, password_hash, await this.passwords.hash(chosen));
    if (!ended) throw wrong();
    this.logger.log({ user_id: actor.id, session_id: actor.session_id }, 'Password changed');
    this.sessions.announce(ended, 'password_changed');
  }

  /** In this order: a sign-in with the old password locks the person's row, so it is either refused or ended here. */
  private store(actor: Actor, before: string, after: string): Promise<Ended[] | null> {
    return this.database.transaction(async (tx) => {
      const [, changed] = await tx.query<[unknown[], number]>(
        'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
        [actor.id, before, after],
      );
      return changed ? this.sessions.endOthersWithin(tx, actor) : null;
    });
  }
}

const wrong = () => invalidInput({ current: ['This is not your current password.'] });

function asField(error: unknown): never {
  throw error instanceof AppError && error.code === 'not_authenticated' ? wrong() : error;
}
