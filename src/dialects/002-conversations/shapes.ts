import { z } from 'zod';
import type { ChatPage, Message, Person, Profile } from '../../shared/payloads.js';
import { id, time } from '../../shared/wire-fields.js';

/** The shapes that clients of system 002 read, and how ours become them. */
export const User = z.object({
  id,
  username: z.string(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  is_online: z.boolean().nullable(),
  last_seen: time.nullable(),
});
export type User = z.infer<typeof User>;

export const Said = z.object({
  id,
  conversation: id,
  sender: id,
  sender_username: z.string(),
  content: z.string(),
  timestamp: time,
  is_read: z.boolean(),
});
export type Said = z.infer<typeof Said>;

/** What a list shows of the newest message; what happened to a group has no sender. */
const LastMessage = z.object({ sender: id.nullable(), content: z.string(), timestamp: time });

export const Conversation = z.object({
  id,
  name: z.string(),
  is_group: z.boolean(),
  participants: z.array(User),
  last_message: LastMessage.nullable(),
  unread_count: z.int().nonnegative(),
  created_at: time,
  updated_at: time,
});
export type Conversation = z.infer<typeof Conversation>;

export const Figures = z.object({
  total_conversations: z.int(),
  messages_sent: z.int(),
  unread: z.int(),
  unread_count: z.int(),
  total_messages: z.int(),
});
export type Figures = z.infer<typeof Figures>;

/** Somebody else: their address is nobody's business, and their name is what they chose to be called. */
export const userOf = ({ id: userId, username, display_name, is_online, lastseen }: Person): User => ({
  id: userId,
  username,
  email: '',
  first_name: display_name,
  last_name: '',
  is_online,
  last_seen: lastseen,
});

export const ownUserOf = (own: Profile, { is_online, last_seen }: Pick<User, 'is_online' | 'last_seen'>): User => ({
  id: own.id,
  username: own.username,
  email: own.email,
  first_name: own.first_name,
  last_name: own.last_name,
  is_online,
  last_seen,
});

/** One's own message is read when somebody else has read it, another's when one has read it oneself. */
export const saidOf = (message: Message, { myid, read_up_to }: Pick<ChatPage, 'myid' | 'read_up_to'>): Said => ({
  id: message.id,
  conversation: message.chat_id,
  sender: message.sender,
  sender_username: message.sendername,
  content: message.text,
  timestamp: message.time,
  is_read: message.sender === myid ? message.read : message.seq <= read_up_to,
});
