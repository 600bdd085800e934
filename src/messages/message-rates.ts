import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { TokenBuckets } from '../access/token-bucket.js';
import { Config } from '../config/config.js';
import { rateLimited } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';

/** 20 a second in bursts of 100, so that a queue written offline passes (contract.md section 8). */
const PER_SECOND = 20;
const BURST = 100;

/** How fast a person may write. What they write on other instances counts here as soon as it is heard. */
@Injectable()
export class MessageRates {
  private readonly rates = new TokenBuckets(PER_SECOND, BURST);

  constructor(
    private readonly config: Config,
    events: EventBus,
  ) {
    events.onElsewhere('messages sent', (messages) => {
      for (const { kind, sender } of messages) if (kind === 'text') this.rates.spend(sender);
    });
  }

  /** Counts one message; throws `rate_limited` when there were too many. */
  demand(actor: Actor): void {
    const wait = this.config.rateLimit ? this.rates.take(actor.id) : 0;
    if (wait) throw rateLimited(wait, 'You are writing very fast. Wait a second and try again.');
  }
}
