import { z } from 'zod';
import { ROLES } from './roles.js';
import { id, mutedUntil, seq, time } from './wire-fields.js';

/** The shapes of groups that leave the server (contract.md section 3), once, as in payloads.ts. */
export const Role = z.enum(ROLES);

/** A server is a group with channels: what both have in common is said once. */
export const GROUP_KINDS = ['group', 'server'] as const;
export const GroupKind = z.enum(GROUP_KINDS);
export type GroupKind = z.infer<typeof GroupKind>;

export const VISIBILITIES = ['private', 'public'] as const;
export const Visibility = z.enum(VISIBILITIES);
export type Visibility = z.infer<typeof Visibility>;

/** What its members know of a group beside its messages; `role` is the caller's own. */
export const GroupState = z.object({
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  visibility: Visibility,
  join_by_request: z.boolean(),
  member_count: z.int().positive(),
  role: Role,
});
export type GroupState = z.infer<typeof GroupState>;

/** One row of GET /group/ (fixed: id, name, lastMessage, unread, time). A system message has no `last_sender`. */
export const GroupRow = z.object({
  id,
  kind: z.literal('group'),
  name: z.string(),
  icon: z.string().nullable(),
  visibility: Visibility,
  role: Role,
  member_count: z.int().positive(),
  lastMessage: z.string(),
  last_sender: id.nullable(),
  last_sender_name: z.string().nullable(),
  last_seq: seq,
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  muted_until: mutedUntil,
  time,
});
export type GroupRow = z.infer<typeof GroupRow>;

/** A group that was just made. */
export const NewGroup = GroupRow.extend({ code: z.string() });
export type NewGroup = z.infer<typeof NewGroup>;

/** A group as its page of administration has it. */
export const Group = GroupState.extend({ id });
export type Group = z.infer<typeof Group>;

export const Member = z.object({
  user_id: id,
  username: z.string(),
  display_name: z.string(),
  avatar: z.string().nullable(),
  role: Role,
  is_online: z.boolean().nullable(),
  lastseen: time.nullable(),
});
export type Member = z.infer<typeof Member>;

export const Members = z.object({ results: z.array(Member), next: z.string().nullable() });
export type Members = z.infer<typeof Members>;

/** Somebody's place in a group, without what only some may know of them. */
export const Membership = z.object({ user_id: id, username: z.string(), role: Role });
export type Membership = z.infer<typeof Membership>;

/** Who was added, and how many members there are now. Whoever was a member already is not named. */
export const Added = z.object({ members: z.array(Membership), member_count: z.int() });
export type Added = z.infer<typeof Added>;

/** How one joins with a code; `code` and `link` are null while joining is closed. */
export const JoinCode = z.object({
  code: z.string().nullable(),
  link: z.string().nullable(),
  expires: time.nullable(),
  max_uses: z.int().positive().nullable(),
  uses: z.int().nonnegative(),
});
export type JoinCode = z.infer<typeof JoinCode>;

/** The answer to joining; a code may also be that of a server. `detail` says where one is a member already, or has asked to be one. */
export const Joined = z.object({
  id,
  kind: z.literal('server').optional(),
  name: z.string(),
  detail: z.string().optional(),
});
export type Joined = z.infer<typeof Joined>;

export const JoinRequest = z.object({
  user_id: id,
  username: z.string(),
  display_name: z.string(),
  avatar: z.string().nullable(),
  time,
});
export type JoinRequest = z.infer<typeof JoinRequest>;

export const JoinRequests = z.object({ results: z.array(JoinRequest), next: z.string().nullable() });
export type JoinRequests = z.infer<typeof JoinRequests>;

/** Somebody who may not join: the shape is that of a request. */
export const Bans = z.object({ results: z.array(JoinRequest), next: z.string().nullable() });
export type Bans = z.infer<typeof Bans>;

/** A public group, or what a code leads to, as anyone signed in may see it. */
export const DiscoveredGroup = z.object({
  id,
  kind: z.literal('server').optional(),
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  member_count: z.int(),
  join_by_request: z.boolean(),
  joined: z.boolean(),
  requested: z.boolean(),
});
export type DiscoveredGroup = z.infer<typeof DiscoveredGroup>;

export const DiscoveredGroups = z.object({ results: z.array(DiscoveredGroup), next: z.string().nullable() });
export type DiscoveredGroups = z.infer<typeof DiscoveredGroups>;

/**
 * What is different about a chat from now on, for each of its members alike: only the fields that changed. `roles` are
 * the members whose role changed, `requests` is how many ask to join and goes to admins only, `muted_until` goes to
 * nobody but the one who muted.
 */
export const ChatChange = z.object({
  chat_id: id,
  name: z.string().optional(),
  description: z.string().optional(),
  icon: z.string().nullable().optional(),
  visibility: Visibility.optional(),
  join_by_request: z.boolean().optional(),
  roles: z.array(Membership).optional(),
  requests: z.int().nonnegative().optional(),
  muted_until: mutedUntil.optional(),
});
export type ChatChange = z.infer<typeof ChatChange>;

export const MembersJoined = z.object({ chat_id: id, members: z.array(Membership), member_count: z.int() });
export type MembersJoined = z.infer<typeof MembersJoined>;

export const MEMBER_EXITS = ['left', 'removed', 'banned'] as const;
export const MemberLeft = z.object({
  chat_id: id,
  user_id: id,
  username: z.string(),
  reason: z.enum(MEMBER_EXITS),
  member_count: z.int(),
});
export type MemberLeft = z.infer<typeof MemberLeft>;

/** Why a chat is somebody's no more; absent where nobody knows, after being away. */
export const ChatRemoved = z.object({ chat_id: id, reason: z.enum([...MEMBER_EXITS, 'ended']).optional() });
export type ChatRemoved = z.infer<typeof ChatRemoved>;
