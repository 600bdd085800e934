import type { Ack } from './errors.js';
import type { ChatChange, ChatRemoved, MemberLeft, MembersJoined } from './group-payloads.js';
import type { ServerChange, ServerCounts, ServerJoined, ServerLeft, ServerOfMember } from './server-payloads.js';
import type {
  AnyRow,
  LiveMessage,
  Missed,
  PresenceChange,
  ReadReceipt,
  RoomChange,
  RoomUsers,
  Sent,
  Typing,
  Unread,
} from './payloads.js';
import type {
  TransferAccepted,
  TransferDeclined,
  TransferDone,
  TransferFailed,
  TransferMade,
  TransferOffer,
  TransferPaused,
  TransferProgress,
} from './transfer-payloads.js';

export interface OfferInput {
  chat_id: number;
  name: string;
  size: number;
  type?: string;
  /** A `data:` URL of a small PNG, JPEG, GIF or WebP. */
  thumbnail?: string;
}

type Reply<T = object> = (reply: Ack<T>) => void;

/** Every Socket.IO event, declared once: gateways and browser both compile against it (contract.md section 5). */
export interface ClientToServerEvents {
  'message:send': (input: { chat_id: number; text: string; client_id?: string }, reply: Reply<Sent>) => void;
  'message:read': (input: { chat_id: number; up_to?: number }, reply: Reply<Unread>) => void;
  'typing:start': (input: { chat_id: number }, reply: Reply) => void;
  'chat:open': (input: { chat_id: number }, reply: Reply) => void;
  'chat:close': (input: { chat_id: number }, reply: Reply) => void;
  sync: (input: { heads: Record<string, number>; servers?: boolean }, reply: Reply<Missed>) => void;
  auth: (input: { token: string }, reply: Reply) => void;
  'transfer:offer': (input: OfferInput, reply: Reply<TransferMade>) => void;
  'transfer:accept': (input: { transfer_id: string; offset?: number }, reply: Reply) => void;
  'transfer:decline': (input: { transfer_id: string }, reply: Reply) => void;
  'transfer:cancel': (input: { transfer_id: string }, reply: Reply) => void;
}

export interface ServerToClientEvents {
  'message:new': (message: LiveMessage) => void;
  'message:read': (receipt: ReadReceipt) => void;
  typing: (typing: Typing) => void;
  presence: (change: PresenceChange) => void;
  'room:users': (room: RoomUsers) => void;
  'chat:added': (chat: AnyRow) => void;
  'chat:updated': (change: ChatChange) => void;
  'chat:removed': (chat: ChatRemoved) => void;
  'member:joined': (joined: MembersJoined) => void;
  'member:left': (left: MemberLeft) => void;
  'server:added': (server: ServerOfMember) => void;
  'server:updated': (change: ServerChange) => void;
  'server:removed': (server: { server_id: number }) => void;
  'server:joined': (joined: ServerJoined) => void;
  'server:left': (left: ServerLeft) => void;
  'server:counts': (counts: ServerCounts) => void;
  'transfer:offered': (offer: TransferOffer) => void;
  'transfer:accepted': (accepted: TransferAccepted) => void;
  'transfer:declined': (declined: TransferDeclined) => void;
  'transfer:progress': (progress: TransferProgress) => void;
  'transfer:paused': (paused: TransferPaused) => void;
  'transfer:done': (done: TransferDone) => void;
  'transfer:failed': (failed: TransferFailed) => void;
  'session:ended': (end: { reason: SessionEnd }) => void;
  'server:restart': (restart: { in_ms: number }) => void;
}

/** What only raw sockets have a word for. */
export interface RawEvents {
  'room:joined': (change: RoomChange) => void;
  'room:left': (change: RoomChange) => void;
}

export const SESSION_ENDS = ['signed_out', 'password_changed', 'token_reused', 'expired'] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

export type ClientEvent = keyof ClientToServerEvents;
export type ServerEvent = keyof ServerToClientEvents;
export type ServerPayload<E extends ServerEvent> = Parameters<ServerToClientEvents[E]>[0];
export type WireEvent = ServerEvent | keyof RawEvents;
export type WirePayload<E extends WireEvent> = Parameters<(ServerToClientEvents & RawEvents)[E]>[0];
