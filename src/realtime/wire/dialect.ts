import type { WireEvent, WirePayload } from '../../shared/events.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import type { ServerFrame } from '../../shared/frames.js';

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

/** The same on a raw socket, which is answered in frames too. */
export interface RawDialect extends Dialect {
  /** The text of an answer to this one client, or null where it has no word for it. */
  answerOf(frame: ServerFrame | FileServerFrame): string | null;
}
