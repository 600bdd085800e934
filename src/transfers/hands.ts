import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { conflict, invalidInput, notFound } from '../errors/app-error.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import { FarCalls } from './elsewhere/far-calls.js';
import type { OpenTransfer, Way } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';
import type { Bringing, PlaceIn, PlaceOut } from './place.js';
import { TransfersService } from './transfers.service.js';

/**
 * Who may bring bytes, and who may fetch them: the sender alone, and the device that has taken the offer. Where it was
 * offered on another instance, that one decides, and the bytes go there.
 */
@Injectable()
export class Hands {
  constructor(
    private readonly open: OpenTransfers,
    private readonly transfers: TransfersService,
    private readonly far: FarCalls,
  ) {}

  async ofSender(actor: Actor, transferId: string, bringing: Bringing): Promise<PlaceIn> {
    const far = this.far.findFor(actor, transferId);
    return far ? this.far.bring(far, actor, bringing) : this.senderHere(actor, transferId, bringing);
  }

  /** From `start` on; whoever starts elsewhere than they said takes the file up again from there. */
  async ofRecipient(actor: Actor, transferId: string, start: number): Promise<PlaceOut> {
    const far = this.far.findFor(actor, transferId);
    return far ? this.far.fetch(far, actor, start) : this.recipientHere(actor, transferId, start);
  }

  /** What this device may fetch. */
  async look(actor: Actor, transferId: string): Promise<TransferOffer> {
    const far = this.far.findFor(actor, transferId);
    return far ? this.far.look(far, actor) : this.takenBy(actor, transferId).transfer.offer;
  }

  private senderHere(actor: Actor, transferId: string, { to, offset, ...announced }: Bringing): PlaceIn {
    const transfer = this.open.find(transferId);
    if (transfer?.offer.sender !== actor.id) throw notFound('transfer');
    const way = wayOut(transfer, to);
    if (!way?.leg.isOpen) throw notFound('transfer');
    const { leg, bridge } = way;
    if (leg.state === 'offered') throw conflict('Nobody has taken this file yet. Wait until it is accepted.');
    if (leg.state === 'paused') throw conflict('The recipient has to go on first. Wait until it is accepted again.');
    if (bridge.hasSource) throw this.sentAlready(way);
    if (offset !== leg.offset) throw conflict(`Send from byte ${leg.offset}, as it was accepted.`);
    demandSize(way, announced);
    Object.assign(way, { sending_session: actor.session_id, missed_since: null });
    return { offer: transfer.offer, bridge, offset };
  }

  /** The end of an upload that is not read shows to nobody but its sender, who then comes to send on. */
  private sentAlready({ leg, bridge }: Way): Error {
    if (!bridge.isUnread || !leg.isStill(performance.now())) return conflict('This file is being sent already.');
    bridge.pause();
    return conflict('The connection that sent this file was ended. Wait until it is accepted again.');
  }

  private recipientHere(actor: Actor, transferId: string, start: number): PlaceOut {
    const { transfer, way } = this.takenBy(actor, transferId);
    const { leg, bridge } = way;
    if (leg.state !== 'accepted' || bridge.hasSink || leg.offset !== start) this.startAgain(transfer, way, start);
    if (!leg.isOpen) throw invalidInput({ offset: ['You have the whole file already.'] });
    return { offer: transfer.offer, bridge, offset: start };
  }

  private takenBy(actor: Actor, transferId: string): { transfer: OpenTransfer; way: Way } {
    const transfer = this.open.find(transferId);
    const way = transfer?.ways.get(actor.id);
    if (!transfer || !way?.leg.isOpen || way.device?.session_id !== actor.session_id) throw notFound('transfer');
    return { transfer, way };
  }

  private startAgain(transfer: OpenTransfer, way: Way, start: number): void {
    const { leg, bridge } = way;
    // A connection that breaks without a word is missed first by the one who needs it.
    if (bridge.hasSink && start === 0) throw conflict('This file is being fetched already.');
    if (leg.state !== 'paused') bridge.pause();
    this.transfers.start(transfer, way, start);
  }
}

function demandSize({ leg, bridge }: Way, announced: Pick<Bringing, 'rest' | 'size'>): void {
  const rest = leg.size - leg.offset;
  const { size = rest } = announced;
  const remaining = announced.rest ?? (size === leg.size ? rest : size);
  if (remaining === rest) return;
  bridge.fail('size_mismatch');
  throw invalidInput({ body: [`${rest} bytes of the file remain, not ${remaining}.`] });
}

function wayOut({ ways }: OpenTransfer, to: number | undefined): Way | undefined {
  if (to !== undefined) return ways.get(to);
  const open = [...ways.values()].filter(({ leg }) => leg.isActive);
  return open.length === 1 || ways.size === 1 ? (open[0] ?? [...ways.values()][0]) : undefined;
}
