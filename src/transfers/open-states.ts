import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import type { OpenTransferState, OpenWay } from '../shared/transfer-payloads.js';
import { FarCalls } from './elsewhere/far-calls.js';
import { type FarTransfer, FarTransfers } from './elsewhere/far-transfers.js';
import type { OpenTransfer, Way } from './open-transfer.js';
import { OpenTransfers } from './open-transfers.js';

/** How far everything is that concerns a person, as this device may see it. */
@Injectable()
export class OpenStates {
  constructor(
    private readonly open: OpenTransfers,
    private readonly far: FarTransfers,
    private readonly calls: FarCalls,
  ) {}

  async of(actor: Actor): Promise<OpenTransferState[]> {
    return [...this.hereOf(actor), ...(await this.elsewhereOf(actor))];
  }

  /** Whether it was offered here, and is not over. */
  isHere(transferId: string): boolean {
    return this.open.find(transferId) !== null;
  }

  /** The chat of an open transfer, wherever it was offered. */
  chatOf(transferId: string): number | null {
    return this.open.find(transferId)?.offer.chat_id ?? this.far.find(transferId)?.chat_id ?? null;
  }

  hereOf(actor: Actor): OpenTransferState[] {
    const now = performance.now();
    return this.open.of(actor.id).flatMap((transfer) => {
      const ways = waysFor(actor, transfer).map((way) => stateOf(way, now));
      return ways.length ? [{ ...transfer.offer, recipients: transfer.ways.size, ways }] : [];
    });
  }

  /** Of the transfers that were offered on other instances. */
  async elsewhereOf(actor: Actor, transfers: readonly FarTransfer[] = this.far.of(actor.id)) {
    return transfers.length > 0 ? this.calls.statesOf(actor, transfers) : [];
  }
}

/** What another device of a recipient has taken is over for this one. */
function waysFor({ id, session_id }: Actor, { offer, ways }: OpenTransfer): Way[] {
  const open = [...ways.values()].filter(({ leg }) => leg.isOpen);
  if (offer.sender === id) return open;
  return open.filter(({ user, device }) => user.user_id === id && (!device || device.session_id === session_id));
}

const stateOf = ({ user, leg, bridge }: Way, now: number): OpenWay => ({
  user_id: user.user_id,
  username: user.username,
  state: leg.state as OpenWay['state'],
  offset: leg.offset,
  bytes: leg.position,
  sending: bridge.hasSource,
  fetching: bridge.hasSink,
  ends_in: leg.endsIn(now),
});
