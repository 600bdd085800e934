import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { TokenBuckets } from '../access/token-bucket.js';
import { Config } from '../config/config.js';
import { AppError, rateLimited } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LIMITS } from '../shared/limits.js';
import type { RoomUser } from '../shared/payloads.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import { FarTransfers } from './elsewhere/far-transfers.js';
import { TransferSignals } from './elsewhere/transfer-signals.js';
import { isActiveFor, type OpenTransfer, type Way } from './open-transfer.js';
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
    private readonly signals: TransferSignals,
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

  /** Two offers at the same moment on two instances come in turn, and only the first is the last that may be. */
  async beginOneMore(offer: TransferOffer, people: readonly RoomUser[], begin: () => void): Promise<void> {
    await this.signals.begin(offer, people, () => {
      this.demandFewOffers({ id: offer.sender });
      begin();
    });
  }

  /** The same of files that are on their way. */
  async takeOneMore({ id }: Actor, transfer: OpenTransfer, way: Way, begin: () => void): Promise<void> {
    await this.signals.take(transfer, way, () => {
      this.demandFewTransfers(id, transfer);
      begin();
    });
  }

  demandFewOffers({ id }: Pick<Actor, 'id'>): void {
    const own = this.open.of(id).filter(({ offer }) => offer.sender === id);
    const elsewhere = this.far.of(id).filter(({ sender }) => sender === id);
    if (own.length + elsewhere.length < LIMITS.offers) return;
    throw rateLimited(10, `You have ${LIMITS.offers} files on offer already. Wait until one of them is through.`);
  }

  /** Of whoever takes the file, and of its sender. */
  private demandFewTransfers(id: number, transfer: OpenTransfer): void {
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
