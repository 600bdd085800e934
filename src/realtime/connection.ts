import type { Actor } from '../access/actor.js';
import type { SessionEnd } from '../shared/events.js';
import type { Few } from '../shared/few.js';
import type { Privacy } from '../users/privacy.js';
import type { Dialect } from './wire/dialect.js';
import type { Frames } from './wire/text-frames.js';

/** One signed-in socket of either kind. */
export interface Connection {
  readonly id: string;
  readonly actor: Actor;
  /** What this person shows of themselves, and so what they may see of others. */
  privacy: Privacy;
  readonly dialect: Dialect;
  /** The chat of a socket that is for one chat only. */
  readonly onlyChat: number | null;
  /** The chats it hears. `Connections` keeps this, on the connection: a table of everybody's takes six times as much. */
  heard: Few<number>;
  /** The chats whose rooms it is in. `Rooms` keeps this. */
  entered: Few<number>;
  /** Goes out with everything else that this turn of the event loop has for it. */
  push(frames: Frames): void;
  /** Whether this person is looking at the chat here. */
  hasOpen(chatId: number): boolean;
  /** The same person with a fresh token. */
  renewed(actor: Actor): void;
  /** The person is no member of this chat any more. */
  left(chatId: number): void;
  /** The device was signed out, or its token was over. */
  endSession(reason: SessionEnd): void;
  close(code: number, reason: string): void;
}
