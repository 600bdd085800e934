// The shapes of the wire, as server and pages have them. The build writes each of them out, so that nothing else is needed.
import type { ClientToServerEvents, ServerToClientEvents } from '../shared/events.js';

type Reply<E extends keyof ClientToServerEvents> = Parameters<Parameters<ClientToServerEvents[E]>[1]>[0];

/** What goes with each event to the server. */
export type Inputs = { [E in keyof ClientToServerEvents]: Parameters<ClientToServerEvents[E]>[0] };
/** What each is answered with when it is done. */
export type Outcomes = { [E in keyof ClientToServerEvents]: Omit<Extract<Reply<E>, { ok: true }>, 'ok'> };
/** What comes with each event of the server. */
export type Payloads = { [E in keyof ServerToClientEvents]: Parameters<ServerToClientEvents[E]>[0] };
export type { ErrorCode, Failure } from '../shared/errors.js';
export type { OfferInput } from '../shared/events.js';
export type { GroupRow, NewGroup } from '../shared/group-payloads.js';
export type {
  AnyRow,
  CaughtUp,
  ChatPage,
  ChatRow,
  LiveMessage,
  Message,
  Missed,
  People,
  Person,
  Profile,
  ReadReceipt,
  Registered,
  Sent,
  SignedIn,
  Stats,
  TokenAnswer,
  TokenPair,
  Unread,
} from '../shared/payloads.js';
export type { ServerRow } from '../shared/server-payloads.js';
