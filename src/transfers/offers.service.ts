import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { demand } from '../access/policy.js';
import { ChatFinder } from '../chats/chat-finder.js';
import { AppError } from '../errors/app-error.js';
import { thumbnailOf } from '../icons/thumbnail.js';
import type { TransferMade } from '../shared/transfer-payloads.js';
import { OpenTransfers } from './open-transfers.js';
import { Recipients } from './recipients.js';
import { TransferLimits } from './transfer-limits.js';
import type { OfferFile } from './transfers.dto.js';

/** Who offers which file to whom. Where it is offered, the transfer stays until it is over. */
@Injectable()
export class OffersService {
  constructor(
    private readonly chats: ChatFinder,
    private readonly recipients: Recipients,
    private readonly open: OpenTransfers,
    private readonly limits: TransferLimits,
  ) {}

  /** Offers a file to everybody in the chat who is here. Throws `peer_offline` when that is nobody. */
  async offer(actor: Actor, { chat_id, name, size, type, thumbnail }: OfferFile): Promise<TransferMade> {
    demand((await this.chats.membershipOf(actor, chat_id)).role, 'offer a file');
    this.limits.demandOffer(actor, size);
    const picture = thumbnail ? await thumbnailOf(thumbnail) : undefined;
    const people = await this.recipients.of(actor, chat_id);
    this.limits.demandFewOffers(actor);
    if (people.length === 0)
      throw new AppError('peer_offline', 'Nobody else is here now. A file goes from hand to hand, so try again later.');
    const transfer_id = randomBytes(16).toString('base64url');
    const offer = { transfer_id, chat_id, sender: actor.id, sender_username: actor.username, name, size, type };
    const begin = () => this.open.begin({ ...offer, ...(picture && { thumbnail: picture }) }, people);
    await this.limits.beginOneMore(offer, people, begin);
    return { transfer_id, recipients: people.length };
  }
}
