import { z } from 'zod';
import { ERROR_CODES } from './errors.js';
import { GroupRow, GroupState, Membership } from './group-payloads.js';
import { ChannelState, ServerOfMember } from './server-payloads.js';
import { id, mutedUntil, seq, time } from './wire-fields.js';

/**
 * The shapes that leave the server (contract.md sections 2 to 5), once: the types of server and browser,
 * and the schemas of the API reference. The browser imports only the types, so zod stays out of its bundle.
 */
export const Failure = z.object({
  statusCode: z.int(),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
  retry_after: z.number().optional(),
});

export const Registered = z.object({ id, username: z.string(), display_name: z.string() });
export type Registered = z.infer<typeof Registered>;

/** A person as others may see them: presence is null unless they share a chat and allow it. */
export const Person = z.object({
  id,
  username: z.string(),
  display_name: z.string(),
  avatar: z.string().nullable(),
  is_online: z.boolean().nullable(),
  lastseen: time.nullable(),
});
export type Person = z.infer<typeof Person>;

export const People = z.object({ results: z.array(Person), next: z.string().nullable() });
export type People = z.infer<typeof People>;

export const Profile = z.object({
  id,
  username: z.string(),
  display_name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  bio: z.string(),
  avatar: z.string().nullable(),
  lastseen_visible: z.boolean(),
  receipts_visible: z.boolean(),
  typing_visible: z.boolean(),
});
export type Profile = z.infer<typeof Profile>;

export const TokenPair = z.object({ access: z.string(), refresh: z.string() });
export type TokenPair = z.infer<typeof TokenPair>;

/** What is kept in cookies is not in the body; then `csrf_token` is what the header `X-CSRF-Token` has to say. */
export const TokenAnswer = TokenPair.partial().extend({ csrf_token: z.string().optional() });
export type TokenAnswer = z.infer<typeof TokenAnswer>;

export const SignedIn = TokenAnswer.extend({ user: Registered });
export type SignedIn = z.infer<typeof SignedIn>;

export const Device = z.object({
  id,
  kind: z.enum(['web', 'api']),
  created: time,
  last_active: time,
  agent: z.string(),
  current: z.boolean(),
});
export type Device = z.infer<typeof Device>;

export const Stats = z.object({ total_conversations: z.int(), messages_sent: z.int(), unread: z.int() });
export type Stats = z.infer<typeof Stats>;

export const MESSAGE_KINDS = ['text', 'system'] as const;

/** What a system message says, for clients that draw it themselves. */
export const SystemEvent = z.object({
  name: z.string(),
  actor: z.object({ id, username: z.string() }).nullable(),
  subject: z.unknown(),
});
export type SystemEvent = z.infer<typeof SystemEvent>;

/** A message of a history page (contract.md section 3, fixed: sender … read_by). */
export const Message = z.object({
  id,
  seq,
  chat_id: id,
  sender: id,
  sendername: z.string(),
  time,
  text: z.string(),
  kind: z.enum(MESSAGE_KINDS),
  event: SystemEvent.optional(),
  client_id: z.string().optional(),
  read: z.boolean(),
  read_by: z.record(z.string(), time),
  read_count: z.int().optional(),
});
export type Message = z.infer<typeof Message>;

/** A message on its way to everybody: byte for byte the same for each receiver (contract.md section 4, fixed). */
export const LiveMessage = z.object({
  chat_id: id,
  sender: id,
  sender_username: z.string(),
  text: z.string(),
  time,
  read: z.literal(false),
  read_by: z.array(z.never()),
  id,
  seq,
  kind: z.enum(MESSAGE_KINDS),
  event: SystemEvent.optional(),
  client_id: z.string().optional(),
});
export type LiveMessage = z.infer<typeof LiveMessage>;

/** One row of GET /chat/ (fixed: id, username, lastMessage, unread, time). */
export const ChatRow = z.object({
  id,
  kind: z.literal('private'),
  username: z.string(),
  user_id: id,
  display_name: z.string(),
  avatar: z.string().nullable(),
  is_online: z.boolean().nullable(),
  lastMessage: z.string(),
  last_sender: id.nullable(),
  last_seq: seq,
  last_read: z.boolean(),
  unread: z.int().nonnegative(),
  muted_until: mutedUntil,
  time,
});
export type ChatRow = z.infer<typeof ChatRow>;

export const Muted = z.object({ muted_until: mutedUntil });
export type Muted = z.infer<typeof Muted>;

/** A row of either list, where both stand together. */
export const AnyRow = z.discriminatedUnion('kind', [ChatRow, GroupRow]);
export type AnyRow = z.infer<typeof AnyRow>;

/** GET /chat/<id>: a chat with one page of its messages, oldest first. */
export const ChatPage = z.object({
  id,
  kind: z.enum(['private', 'group', 'channel']),
  chatname: z.string(),
  username: z.string().nullable(),
  messages: z.array(Message),
  myid: id,
  is_online: z.boolean().nullable(),
  lastseen: time.nullable(),
  /** Of a group's members that the caller may see, on its newest page. */
  online_count: z.int().optional(),
  last_seq: seq,
  read_up_to: seq,
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  muted_until: mutedUntil,
  group: GroupState.optional(),
  channel: ChannelState.optional(),
  has_more: z.boolean(),
});
export type ChatPage = z.infer<typeof ChatPage>;

export const Reader = z.object({ user_id: id, username: z.string(), time });
export const Readers = z.object({ results: z.array(Reader), next: z.string().nullable() });
export type Readers = z.infer<typeof Readers>;

/** How far somebody has read: one cursor, forward only. */
export const ReadReceipt = z.object({ chat_id: id, user_id: id, username: z.string(), up_to: seq, time });
export type ReadReceipt = z.infer<typeof ReadReceipt>;

export const Typing = z.object({ chat_id: id, sender: id, sender_username: z.string() });
export type Typing = z.infer<typeof Typing>;

/** Whether somebody is here, and since when not. Both are null for those who may not know. */
export const Presence = z.object({
  user_id: id,
  username: z.string(),
  is_online: z.boolean().nullable(),
  lastseen: time.nullable(),
});
export type Presence = z.infer<typeof Presence>;

/** `others` changed within the same second: one event says it of many. */
export const PresenceChange = Presence.extend({ others: z.array(Presence).optional() });
export type PresenceChange = z.infer<typeof PresenceChange>;

export const RoomUser = z.object({ user_id: id, username: z.string() });
export type RoomUser = z.infer<typeof RoomUser>;

/** Who looks at a chat, yourself included; more than a hundred are only counted. */
export const RoomUsers = z.object({ chat_id: id, users: z.array(RoomUser).optional(), count: z.int() });
export type RoomUsers = z.infer<typeof RoomUsers>;

/** Somebody began to look at a chat, or no longer does. */
export const RoomChange = RoomUser.extend({ chat_id: id });
export type RoomChange = z.infer<typeof RoomChange>;

export const Sent = z.object({ id, seq, time });
export type Sent = z.infer<typeof Sent>;

export const Unread = z.object({ unread: z.int().nonnegative() });
export type Unread = z.infer<typeof Unread>;

/**
 * What was missed in one chat since the `seq` that the client has. Of many members only the first are named;
 * `group.member_count` says how many there are.
 */
export const CaughtUp = z.object({
  chat_id: id,
  messages: z.array(Message),
  last_seq: seq,
  has_more: z.boolean(),
  reads: z.array(ReadReceipt),
  members: z.array(Membership),
  group: GroupState.optional(),
  channel: ChannelState.optional(),
});
export type CaughtUp = z.infer<typeof CaughtUp>;

/** The answer to `sync`: also the chats that the client did not name, newest first, and those named that are not (any more) its person's. */
export const Missed = z.object({
  chats: z.array(CaughtUp),
  added: z.array(AnyRow),
  removed: z.array(id),
  /** Of the other ones of the private chats that were named. */
  presence: z.array(Presence),
  /** All servers of the person as they are now, where they were asked for. */
  servers: z.array(ServerOfMember).optional(),
});
export type Missed = z.infer<typeof Missed>;
