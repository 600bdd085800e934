import type { RoomUser } from '../shared/payloads.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';
import type { ByteBridge } from './byte-bridge.js';
import type { Leg } from './transfer.js';

/** Where a recipient has taken the offer. */
export interface Taker {
  session_id: number;
  connection_id: string;
}

/** What concerns one recipient. */
export interface Way {
  readonly user: RoomUser;
  readonly leg: Leg;
  readonly bridge: ByteBridge;
  device: Taker | null;
  /** While it is decided whether a device may take it. Never rejects. */
  taking: Promise<unknown> | null;
  /** From which device its bytes come. */
  sending_session: number | null;
  /** Since when nothing else of that device is connected, although it said no goodbye. */
  missed_since: number | null;
  /** When both sides were last told how far it is. */
  toldAt: number;
}

/** A file on offer or on its way, to each who takes it at their own pace. In memory only, and only as long as it is open. */
export interface OpenTransfer {
  readonly offer: TransferOffer;
  readonly ways: Map<number, Way>;
}

export const isOpen = ({ ways }: OpenTransfer): boolean => [...ways.values()].some(({ leg }) => leg.isOpen);

/** Whether it counts among the few that a person may have under way at a time. */
export function isActiveFor({ offer, ways }: OpenTransfer, userId: number): boolean {
  if (offer.sender !== userId) return ways.get(userId)?.leg.isActive ?? false;
  return [...ways.values()].some(({ leg }) => leg.isActive);
}
