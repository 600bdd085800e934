import { z } from 'zod';
import { ERROR_CODES } from './errors.js';
import { LIMITS } from './limits.js';
import { CaughtUp, LiveMessage, PresenceChange, ReadReceipt, RoomChange, RoomUsers, Sent, Typing } from './payloads.js';

/** Frames of `ws/chat/<id>/`, once (contract.md section 4). The same payloads as Socket.IO in another envelope. */
const up_to = z.int().nonnegative();

export const AuthFrame = z.object({ type: z.literal('auth'), token: z.string().min(1).max(4096) });
export const PingFrame = z.object({ type: z.literal('ping') });
export const ReadyFrame = z.object({ type: z.literal('ready') });
export const PongFrame = z.object({ type: z.literal('pong') });
export const ErrorFrame = z.object({
  type: z.literal('error'),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
  retry_after: z.number().optional(),
  client_id: z.string().max(LIMITS.clientId).optional(),
});

export const ClientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), text: z.string(), client_id: z.string().optional() }),
  z.object({ type: z.literal('typing') }),
  z.object({ type: z.literal('read'), up_to: up_to.optional() }),
  z.object({ type: z.literal('history'), after: up_to }),
  AuthFrame,
  PingFrame,
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

export const ServerFrame = z.discriminatedUnion('type', [
  LiveMessage.extend({ type: z.literal('message') }),
  Sent.extend({ type: z.literal('ack'), client_id: z.string().optional() }),
  Typing.extend({ type: z.literal('typing') }),
  ReadReceipt.extend({ type: z.literal('read') }),
  PresenceChange.extend({ type: z.literal('presence') }),
  RoomUsers.extend({ type: z.literal('users') }),
  RoomChange.extend({ type: z.literal('join') }),
  RoomChange.extend({ type: z.literal('exit') }),
  CaughtUp.extend({ type: z.literal('history') }),
  ReadyFrame,
  PongFrame,
  ErrorFrame,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

/** Close codes of raw sockets (contract.md section 4; 1xxx from RFC 6455). */
export const CLOSE = {
  notAuthenticated: 4401,
  notAMember: 4403,
  noSuchChat: 4404,
  authTooLate: 4408,
  tooFast: 4429,
  wrongKind: 1003,
  notUtf8: 1007,
  tooLarge: 1009,
  restarting: 1012,
  tooSlow: 1013,
} as const;
