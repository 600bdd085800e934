import type { TransferOffer } from '../shared/transfer-payloads.js';
import type { Inlet, Outlet } from './byte-bridge.js';

/** A connection may take its place here. */
interface Place<End> {
  readonly offer: TransferOffer;
  readonly bridge: End;
  /** From which byte it sends, or takes. */
  readonly offset: number;
}
export type PlaceIn = Place<Inlet>;
export type PlaceOut = Place<Outlet>;

export interface Bringing {
  /** May be left out where there is one recipient only. */
  to?: number;
  offset: number;
  /** How many bytes are announced, if that is known. */
  rest?: number;
  /** The same, or the size of the whole file. */
  size?: number;
}
