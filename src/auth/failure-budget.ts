import { Injectable } from '@nestjs/common';
import { addressKey } from '../access/address.js';
import { Guesses } from '../access/guesses.js';
import { usernameKey } from '../users/username-key.js';

const TOO_OFTEN = 'Too many wrong passwords. Wait a little before you try again.';

/**
 * The one budget of wrong passwords, for every way of signing in: an account and an address may fail so often, then
 * nothing is even looked at.
 */
@Injectable()
export class FailureBudget {
  constructor(private readonly guesses: Guesses) {}

  /** Runs `check`, which says whether the password was right. Throws `rate_limited` when the budget is spent. */
  spend<T>(username: string, address: string | undefined, check: () => Promise<T | null>): Promise<T | null> {
    const here = { name: 'failed sign-ins from here', key: addressKey(address), sentence: TOO_OFTEN } as const;
    const account = { name: 'failed sign-ins', key: usernameKey(username.slice(0, 128)), sentence: TOO_OFTEN } as const;
    return this.guesses.spend({ ...account, forgives: true }, () => this.guesses.spend(here, check));
  }
}
