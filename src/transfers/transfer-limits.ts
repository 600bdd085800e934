import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { TokenBuckets } from '../access/token-bucket.js';
import { Config } from '../config/config.js';
import { AppError, rateLimited } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LIMITS } from '../shared/limits.js';
import { FarTransfers } from './elsewhere/far-transfers.js';
import { isActiveFor, type OpenTransfer } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';

const OFFERS_A_SECOND = 1;
const BURST = 2 * LIMITS.offers;

/** How large files may be, and how many a person may offer and have on their way, on all instances together. */
@Injectable()
export class TransferLimits {
  private readonly rates = new TokenBuckets(OFFERS_A_SECOND, BURST);

  constructor(
    private readonly open: OpenTransfers,
    private readonly config: Config,
    private readonly far: FarTransfers,
    events: EventBus,
  ) {
    events.onElsewhere('file offered', ({ sender }) => this.rates.spend(sender));
  }

  demandOffer({ id }: Actor, size: number): void {
    const { maxFileSize, rateLimit } = this.config;
    if (size > maxFileSize) throw new AppError('too_large', `A file has at most ${maxFileSize} bytes here.`);
    const wait = rateLimit ? this.rates.take(id) : 0;
    if (wait) throw rateLimited(wait, 'You are offering files very fast. Wait a little and try again.');
  }

  demandFewOffers({ id }: Actor): void {
    const own = this.open.of(id).filter(({ offer }) => offer.sender === id);
    const elsewhere = this.far.of(id).filter(({ sender }) => sender === id);
    if (own.length + elsewhere.length < LIMITS.offers) return;
    throw rateLimited(10, `You have ${LIMITS.offers} files on offer already. Wait until one of them is through.`);
  }

  /** Of whoever takes the file, and of its sender. */
  demandFewTransfers({ id }: Actor, transfer: OpenTransfer): void {
    if (this.others(id, transfer) >= LIMITS.transfers)
      throw rateLimited(5, `${LIMITS.transfers} files are on their way to or from you. Wait until one is through.`);
    if (this.others(transfer.offer.sender, transfer) >= LIMITS.transfers)
      throw rateLimited(5, 'The sender is passing on as many files as possible. Try again in a moment.');
  }

  private others(userId: number, transfer: OpenTransfer): number {
    const here = this.open.of(userId).filter((other) => other !== transfer && isActiveFor(other, userId));
    return here.length + this.far.activeOf(userId);
  }
}
