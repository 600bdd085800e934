import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { conflict, invalidInput, notFound } from '../errors/app-error.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import type { ByteBridge } from './byte-bridge.js';
import type { OpenTransfer, Way } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';
import { TransfersService } from './transfers.service.js';

/** A connection may take its place on this bridge. */
export interface Place {
  readonly offer: TransferOffer;
  readonly bridge: ByteBridge;
  /** From which byte it sends, or takes. */
  readonly offset: number;
}

/** Who may bring bytes, and who may fetch them: the sender alone, and the device that has taken the offer. */
@Injectable()
export class Hands {
  constructor(
    private readonly open: OpenTransfers,
    private readonly transfers: TransfersService,
  ) {}

  /** `to` may be left out where there is one recipient only. */
  ofSender(actor: Actor, transferId: string, to?: number): Place {
    const transfer = this.open.find(transferId);
    if (transfer?.offer.sender !== actor.id) throw notFound('transfer');
    const way = wayOut(transfer, to);
    if (!way?.leg.isOpen) throw notFound('transfer');
    const { leg, bridge } = way;
    if (leg.state === 'offered') throw conflict('Nobody has taken this file yet. Wait until it is accepted.');
    if (leg.state === 'paused') throw conflict('The recipient has to go on first. Wait until it is accepted again.');
    if (bridge.hasSource) throw conflict('This file is being sent already.');
    Object.assign(way, { sending_session: actor.session_id, missed_since: null });
    return { offer: transfer.offer, bridge, offset: leg.offset };
  }

  /** From `start` on; whoever starts elsewhere than they said takes the file up again from there. */
  ofRecipient(actor: Actor, transferId: string, start: number): Place {
    const transfer = this.open.find(transferId);
    const way = transfer?.ways.get(actor.id);
    if (!transfer || !way?.leg.isOpen || way.device?.session_id !== actor.session_id) throw notFound('transfer');
    const { leg, bridge } = way;
    if (leg.state !== 'accepted' || bridge.hasSink || leg.offset !== start) this.startAgain(transfer, way, start);
    if (!leg.isOpen) throw invalidInput({ offset: ['You have the whole file already.'] });
    return { offer: transfer.offer, bridge, offset: start };
  }

  private startAgain(transfer: OpenTransfer, way: Way, start: number): void {
    const { leg, bridge } = way;
    // A connection that breaks without a word is missed first by the one who needs it.
    if (bridge.hasSink && start === 0) throw conflict('This file is being fetched already.');
    if (leg.state !== 'paused') bridge.pause();
    this.transfers.start(transfer, way, start);
  }
}

function wayOut({ ways }: OpenTransfer, to: number | undefined): Way | undefined {
  if (to !== undefined) return ways.get(to);
  const open = [...ways.values()].filter(({ leg }) => leg.isActive);
  return open.length === 1 || ways.size === 1 ? (open[0] ?? [...ways.values()][0]) : undefined;
}
