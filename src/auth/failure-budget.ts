import { Injectable } from '@nestjs/common';
import { addressKey } from '../access/address.js';
import { RateLimits } from '../access/rate-limits.js';
import { RATES, type RateName } from '../access/rates.js';
import { rateLimited, unavailable } from '../errors/app-error.js';
import { usernameKey } from '../users/username-key.js';

const MOST_WAITING = 50;

interface Attempts {
  pending: number;
  waiting: (() => void)[];
}

/**
 * The one budget of wrong passwords, for every way of signing in: an account and an address may fail so often, then
 * nothing is even looked at. Guesses sent all at once count before they are answered: no more are in hand than may fail.
 */
@Injectable()
export class FailureBudget {
  private readonly attempts = new Map<string, Attempts>();
  private settled = 0;

  constructor(private readonly limits: RateLimits) {}

  /** Runs `check`, which says whether the password was right. Throws `rate_limited` when the budget is spent. */
  spend<T>(username: string, address: string | undefined, check: () => Promise<T | null>): Promise<T | null> {
    const here = () => this.count('failed sign-ins from here', addressKey(address), check);
    return this.count('failed sign-ins', usernameKey(username.slice(0, 128)), here, true);
  }

  private async count<T>(
    name: RateName,
    key: string,
    check: () => Promise<T | null>,
    forgiven = false,
  ): Promise<T | null> {
    const id = `${name} ${key}`;
    const attempts = await this.turnOf(id, name, key);
    try {
      const right = await check();
      if (right === null) await this.limits.take(name, key);
      else if (forgiven) await this.limits.forget(name, key);
      return right;
    } finally {
      this.settled++;
      attempts.pending--;
      attempts.waiting.splice(0).forEach((wake) => wake());
      if (!attempts.pending) this.attempts.delete(id);
    }
  }

  /** Waits until even if all that are in hand fail this one is still within the budget. */
  private async turnOf(id: string, name: RateName, key: string): Promise<Attempts> {
    for (;;) {
      const before = this.settled;
      const { count, seconds } = await this.limits.counted(name, key);
      // What was counted may be one short by now, while the attempt that made it so is no longer in hand.
      if (before !== this.settled) continue;
      if (count >= RATES[name].points) throw rateLimited(seconds, TOO_OFTEN);
      const attempts = this.attempts.get(id) ?? { pending: 0, waiting: [] };
      if (count + attempts.pending < RATES[name].points) {
        attempts.pending++;
        this.attempts.set(id, attempts);
        return attempts;
      }
      if (attempts.waiting.length >= MOST_WAITING) throw unavailable();
      await new Promise<void>((resolve) => attempts.waiting.push(resolve));
    }
  }
}

const TOO_OFTEN = 'Too many wrong passwords. Wait a little before you try again.';
