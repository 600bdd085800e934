import { z } from 'zod';
import { Membership, MEMBER_EXITS, Role, Visibility } from './group-payloads.js';
import { id, mutedUntil, seq, time } from './wire-fields.js';

/** The shapes of servers and channels that leave the server (contract.md section 3), once, as in payloads.ts. */
export const Channel = z.object({
  /** The channel's id is that of its chat. */
  id,
  chat_id: id,
  name: z.string(),
  topic: z.string(),
});
export type Channel = z.infer<typeof Channel>;

/** A channel as one member of its server has it. */
export const ChannelRow = Channel.extend({
  lastMessage: z.string(),
  last_seq: seq,
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  /** The later of its own and that of its server. */
  muted_until: mutedUntil,
  time,
});
export type ChannelRow = z.infer<typeof ChannelRow>;

/** What the page of a channel says about where it is. */
export const ChannelState = z.object({ server_id: id, name: z.string(), topic: z.string() });
export type ChannelState = z.infer<typeof ChannelState>;

/** What everybody who may know of a server knows of it. */
const ServerFace = z.object({
  id,
  name: z.string(),
  description: z.string(),
  category: z.string(),
  icon: z.string().nullable(),
  banner: z.string().nullable(),
  joined: z.boolean(),
});

/** One row of GET /server/; `num_members` only where it was asked for. */
export const ServerRow = ServerFace.extend({ num_members: z.int().positive().optional() });
export type ServerRow = z.infer<typeof ServerRow>;

/** A server: whoever is no member sees nothing of `visibility`, `role`, `muted_until` and `channels`. */
export const Server = ServerFace.extend({
  num_members: z.int().positive(),
  visibility: Visibility.optional(),
  role: Role.optional(),
  muted_until: mutedUntil.optional(),
  channels: z.array(ChannelRow).optional(),
});
export type Server = z.infer<typeof Server>;

/** A server as one of its members has it. */
export const ServerOfMember = Server.required();
export type ServerOfMember = z.infer<typeof ServerOfMember>;

export const NewServer = ServerOfMember.extend({ code: z.string() });
export type NewServer = z.infer<typeof NewServer>;

/** The categories that public servers have, the largest first. */
export const Categories = z.array(z.object({ category: z.string(), num_servers: z.int().positive() }));
export type Categories = z.infer<typeof Categories>;

/** What is different about a server, for each of its members alike: only what changed. `channels` are all of them, in order; `muted_until` goes to nobody but the one who muted. */
export const ServerChange = z.object({
  server_id: id,
  name: z.string().optional(),
  description: z.string().optional(),
  category: z.string().optional(),
  visibility: Visibility.optional(),
  icon: z.string().nullable().optional(),
  banner: z.string().nullable().optional(),
  roles: z.array(Membership).optional(),
  channels: z.array(Channel).optional(),
  muted_until: mutedUntil.optional(),
});
export type ServerChange = z.infer<typeof ServerChange>;

export const ServerJoined = z.object({ server_id: id, members: z.array(Membership), num_members: z.int() });
export type ServerJoined = z.infer<typeof ServerJoined>;

export const ServerLeft = z.object({
  server_id: id,
  user_id: id,
  username: z.string(),
  reason: z.enum(MEMBER_EXITS),
  num_members: z.int(),
});
export type ServerLeft = z.infer<typeof ServerLeft>;

/** How many members public servers have now; those that are not named have as many as before. */
export const ServerCounts = z.object({ counts: z.array(z.object({ server_id: id, num_members: z.int() })) });
export type ServerCounts = z.infer<typeof ServerCounts>;
