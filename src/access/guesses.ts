import { Injectable } from '@nestjs/common';
import { rateLimited, unavailable } from '../errors/app-error.js';
import { RateLimits } from './rate-limits.js';
import { RATES, type RateName } from './rates.js';

const MOST_WAITING = 50;

/** What may be guessed wrong only so often, by whom, and what is said to them then. */
export interface Budget {
  name: RateName;
  key: string | number;
  sentence: string;
  /** Whether a right guess makes the wrong ones before it forgotten. */
  forgives?: boolean;
}

interface InHand {
  pending: number;
  waiting: (() => void)[];
}

/**
 * Budgets that only wrong guesses spend. Guesses sent all at once count before they are answered, those to other
 * instances too: each takes its place first and gives it back when it was right. While those in hand may still turn out
 * to be right, the next one waits for them and is not refused on their account.
 */
@Injectable()
export class Guesses {
  private readonly inHand = new Map<string, InHand>();

  constructor(private readonly limits: RateLimits) {}

  /** Runs `check`, whose null is a wrong guess. Throws `rate_limited` without running it when the budget is spent. */
  async spend<T>(budget: Budget, check: () => Promise<T | null>): Promise<T | null> {
    if (!this.limits.areOn) return check();
    const id = `${budget.name} ${budget.key}`;
    const guesses = this.inHand.get(id) ?? { pending: 0, waiting: [] };
    this.inHand.set(id, guesses);
    try {
      await this.takePlace(budget, guesses);
      return await this.checkInPlace(budget, guesses, check);
    } finally {
      if (!guesses.pending && !guesses.waiting.length) this.inHand.delete(id);
    }
  }

  private async takePlace({ name, key, sentence }: Budget, guesses: InHand): Promise<void> {
    for (;;) {
      if (guesses.pending < RATES[name].points) {
        guesses.pending++;
        const seconds = await this.tryPlace(name, key).catch((error: unknown) => {
          leave(guesses);
          throw error;
        });
        if (seconds === null) return;
        // Those who wait for a check to end need not look again, unless none is under way any more.
        if (--guesses.pending === 0) {
          wake(guesses);
          throw rateLimited(seconds, sentence);
        }
      }
      if (guesses.waiting.length >= MOST_WAITING) throw unavailable();
      await new Promise<void>((resolve) => guesses.waiting.push(resolve));
    }
  }

  /** Null with a place, else the seconds until the budget is a new one. */
  private async tryPlace(name: RateName, key: string | number): Promise<number | null> {
    const { count, seconds } = await this.limits.count(name, key);
    if (count <= RATES[name].points) return null;
    await this.limits.giveBack(name, key);
    return seconds;
  }

  private async checkInPlace<T>(
    { name, key, forgives }: Budget,
    guesses: InHand,
    check: () => Promise<T | null>,
  ): Promise<T | null> {
    let found: 'wrong' | 'right' | 'nothing' = 'nothing';
    try {
      const right = await check();
      found = right === null ? 'wrong' : 'right';
      return right;
    } finally {
      // What throws was no guess: the database was away, or the answer is another refusal.
      if (found === 'right' && forgives) await this.limits.forget(name, key);
      else if (found !== 'wrong') await this.limits.giveBack(name, key);
      leave(guesses);
    }
  }
}

function leave(guesses: InHand): void {
  guesses.pending--;
  wake(guesses);
}

const wake = ({ waiting }: InHand): void => waiting.splice(0).forEach((resume) => resume());
