import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { ChatFinder } from '../chats/chat-finder.js';
import { conflict, invalidInput, notFound } from '../errors/app-error.js';
import { FarCalls } from './elsewhere/far-calls.js';
import type { OpenTransfer, Taker, Way } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';
import { TransferLimits } from './transfer-limits.js';
import { TransferNews } from './transfer-news.js';

/**
 * Who takes a file, declines it or ends it. What was offered on another instance is decided there. The bytes
 * themselves pass in `hands.ts`.
 */
@Injectable()
export class TransfersService {
  constructor(
    private readonly chats: ChatFinder,
    private readonly open: OpenTransfers,
    private readonly limits: TransferLimits,
    private readonly news: TransferNews,
    private readonly far: FarCalls,
  ) {}

  /**
   * Takes an offer, or goes on after a pause from the byte that this device has. The first device has it; another one of
   * the same person gets a `conflict`. Whoever is not meant gets `not_found`. Answers from which byte the rest comes, or
   * null when there is none.
   */
  async accept(actor: Actor, connectionId: string, transferId: string, offset?: number | null): Promise<number | null> {
    const far = this.far.findFor(actor, transferId);
    if (far) return this.far.accept(far, actor, connectionId, offset);
    const found = this.wayTo(actor, transferId);
    await this.chats.membershipOf(actor, found.transfer.offer.chat_id);
    await found.way.taking;
    const { transfer, way } = this.wayTo(actor, transferId);
    const { leg } = way;
    if (leg.state !== 'offered' && way.device?.session_id !== actor.session_id) throw taken();
    if (leg.state === 'accepted' && way.device?.connection_id === connectionId && !offset) return leg.offset;
    if (leg.state === 'accepted' || leg.state === 'flowing') throw taken();
    this.demandStart(way, offset ?? leg.position);
    const device = { session_id: actor.session_id, connection_id: connectionId };
    if (leg.state === 'offered') {
      await this.takeFirst(actor, transfer, way, device);
    } else {
      way.device = device;
      this.start(transfer, way, offset ?? leg.position);
    }
    return leg.isOpen ? leg.offset : null;
  }

  private async takeFirst(actor: Actor, transfer: OpenTransfer, way: Way, device: Taker): Promise<void> {
    const taking = this.limits.takeOneMore(actor, transfer, way, () => {
      if (way.leg.state !== 'offered') throw notFound('transfer');
      way.device = device;
      this.start(transfer, way, way.leg.position, true);
    });
    way.taking = taking.catch(() => undefined);
    await taking.finally(() => (way.taking = null));
  }

  async decline(actor: Actor, transferId: string): Promise<void> {
    const far = this.far.findFor(actor, transferId);
    if (far) return this.far.decline(far, actor);
    const { way } = this.wayTo(actor, transferId);
    if (way.leg.state !== 'offered') throw conflict('You have taken this file already. Cancel it instead.');
    way.bridge.fail('declined');
  }

  /** The sender ends it for everybody, a recipient for themselves. */
  async cancel(actor: Actor, transferId: string): Promise<void> {
    const far = this.far.findFor(actor, transferId);
    if (far) return this.far.cancel(far, actor);
    const transfer = this.open.find(transferId);
    if (transfer?.offer.sender !== actor.id) return this.wayTo(actor, transferId).way.bridge.fail('cancelled');
    for (const { leg, bridge } of transfer.ways.values()) if (leg.isOpen) bridge.fail('cancelled');
  }

  /** Lets the sender send from `offset`. */
  start(transfer: OpenTransfer, way: Way, offset: number, first = false): void {
    this.demandStart(way, offset);
    // Everything was passed on before the connection was lost, and the recipient has it.
    if (offset === way.leg.size && offset > 0) return way.bridge.complete();
    way.leg.accept(offset, performance.now());
    this.news.accepted(transfer, way, first);
  }

  private wayTo({ id }: Actor, transferId: string): { transfer: OpenTransfer; way: Way } {
    const transfer = this.open.find(transferId);
    const way = transfer?.ways.get(id);
    if (!transfer || !way?.leg.isOpen) throw notFound('transfer');
    return { transfer, way };
  }

  private demandStart({ leg }: Way, offset: number): void {
    if (!leg.mayStartAt(offset))
      throw invalidInput({ offset: [`Only ${leg.position} bytes have been passed on so far.`] });
    if (!leg.mayStartAgain) throw conflict('This file was taken up again too often. Ask for a new offer.');
  }
}

const taken = () => conflict('Another of your devices has taken this file.');
