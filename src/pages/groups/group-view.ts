import type { Actor } from '../../access/actor.js';
import { may, outranks } from '../../access/policy.js';
import type { GroupOfMember } from '../../chats/chat-finder.js';
import type { GroupKind, Member } from '../../shared/group-payloads.js';
import type { Role } from '../../shared/roles.js';

/** A group as the pages show it to one of its members: what they may do decides what stands there. */
export function groupView({ chat_id, role, group }: GroupOfMember) {
  return {
    ...group,
    id: chat_id,
    role,
    administers: may(role, 'change the group'),
    owns: may(role, 'delete the group'),
    leaving: leavingWords(role, group.member_count),
  };
}

/** What happens when one leaves. */
export function leavingWords(role: Role, members: number, kind: GroupKind = 'group'): string {
  if (members === 1)
    return `You are the last one here: when you leave, the ${kind} and everything said in it are gone.`;
  if (role !== 'owner') return 'You stop receiving at once. To come back you need the code, or somebody who adds you.';
  return `Pass the ${kind} to someone first, or it passes to the oldest admin, else to the oldest member.`;
}

/** A member with what the reader may do about them. */
export const memberView = (actor: Actor, role: Role) => (member: Member) => ({
  ...member,
  me: member.user_id === actor.id,
  mayRank: member.role !== 'owner' && may(role, 'change roles'),
  mayRemove: may(role, 'remove members') && outranks(role, member.role),
});
