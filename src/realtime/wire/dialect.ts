import type { WireEvent, WirePayload } from '../../shared/events.js';

/** A wire event on its way out. */
export interface Outgoing<E extends WireEvent = WireEvent> {
  readonly event: E;
  readonly payload: WirePayload<E>;
}

/** How one kind of client is spoken to: the same events in an envelope of its own. */
export interface Dialect {
  /** The text of one frame, or null where these clients have no word for the event. `json` is the payload, encoded once for all dialects. */
  textOf(outgoing: Outgoing, json: string): string | null;
}
