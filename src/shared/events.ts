import type { Ack } from './errors.js';
import type {
  ChatRow,
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

type Reply<T = object> = (reply: Ack<T>) => void;

/** Every Socket.IO event, declared once: gateways and browser both compile against it (contract.md section 5). */
export interface ClientToServerEvents {
  'message:send': (input: { chat_id: number; text: string; client_id?: string }, reply: Reply<Sent>) => void;
  'message:read': (input: { chat_id: number; up_to?: number }, reply: Reply<Unread>) => void;
  'typing:start': (input: { chat_id: number }, reply: Reply) => void;
  'chat:open': (input: { chat_id: number }, reply: Reply) => void;
  'chat:close': (input: { chat_id: number }, reply: Reply) => void;
  sync: (input: { heads: Record<string, number> }, reply: Reply<Missed>) => void;
  auth: (input: { token: string }, reply: Reply) => void;
}

export interface ServerToClientEvents {
  'message:new': (message: LiveMessage) => void;
  'message:read': (receipt: ReadReceipt) => void;
  typing: (typing: Typing) => void;
  presence: (change: PresenceChange) => void;
  'room:users': (room: RoomUsers) => void;
  'chat:added': (chat: ChatRow) => void;
  'chat:removed': (chat: { chat_id: number }) => void;
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
