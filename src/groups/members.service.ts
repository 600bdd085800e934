import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { demandAbove } from '../access/policy.js';
import { conflict, notFound } from '../errors/app-error.js';
import type { Added, Membership } from '../shared/group-payloads.js';
import type { Role } from '../shared/roles.js';
import { PeopleNamed } from '../users/people-named.js';
import type { GroupChange, MemberOfGroup } from './group-change.js';
import { GroupChanges } from './group-changes.js';
import { GroupsService } from './groups.service.js';
import { HEIR } from './groups.sql.js';
import { added, handedOver, left, removed, roleChanged } from './happenings.js';
import { JoinRequests } from './joining/join-requests.service.js';

/** Who is in a group or server, and as what. There is always one owner. */
@Injectable()
export class MembersService {
  constructor(
    private readonly people: PeopleNamed,
    private readonly changes: GroupChanges,
    private readonly groups: GroupsService,
    private readonly requests: JoinRequests,
  ) {}

  /** Whoever is a member already stays one. */
  async add(actor: Actor, groupId: number, usernames: readonly string[]): Promise<Added> {
    await this.changes.demand(actor, groupId, 'add members');
    const people = await this.people.of(actor, usernames, 'usernames');
    return this.changes.byMember(actor, groupId, 'add members', async (change) => {
      const there = await change.members([actor.id, ...people.map(({ id }) => id)]);
      const fresh = people.filter(({ id }) => !there.some((member) => member.id === id));
      if (!fresh.length) return { members: [], member_count: change.group.member_count };
      const members = await change.admit(fresh);
      await change.say(actor, added(actor, fresh));
      return { members, member_count: change.group.member_count };
    });
  }

  /** Removing oneself is leaving, or not waiting any more to be let in. */
  async remove(actor: Actor, groupId: number, userId: number): Promise<void> {
    if (userId === actor.id) {
      if (!(await this.requests.withdraw(actor, groupId))) await this.leave(actor, groupId);
      return;
    }
    await this.changes.byMember(actor, groupId, 'remove members', async (change, me) => {
      const member = await memberOf(change, actor, userId);
      demandAbove(me.role, member.role);
      await change.dismiss(member, 'removed');
      await change.say(actor, removed(actor, member));
    });
  }

  /** An owner passes the group on; the last one ends it. */
  leave(actor: Actor, groupId: number): Promise<void> {
    return this.changes.byMember(actor, groupId, `leave the ${this.changes.kind}`, async (change, me) => {
      const heir = me.role === 'owner' ? await this.heirOf(change, actor) : undefined;
      if (heir === null) return this.groups.endNow(change);
      await change.members(heir ? [actor.id, heir.id] : [actor.id]);
      await change.dismiss(actor, 'left');
      if (heir) await change.setRoles([{ ...heir, role: 'owner' }]);
      await change.say(actor, left(actor, heir));
    });
  }

  /** The role `owner` hands the group over: the owner becomes an admin. */
  async setRole(actor: Actor, groupId: number, userId: number, role: Role): Promise<Membership> {
    const action = role === 'owner' ? (`hand the ${this.changes.kind} over` as const) : 'change roles';
    return this.changes.byMember(actor, groupId, action, async (change, me) => {
      const member = await memberOf(change, actor, userId);
      const { id: user_id, username } = member;
      if (member.role === role) return { user_id, username, role };
      if (member.role === 'owner')
        throw conflict(`A ${change.kind} needs an owner. Hand it over to somebody else instead.`);
      const retiring = role === 'owner' ? [{ ...me, role: 'admin' as const }] : [];
      await change.setRoles([...retiring, { ...member, role }]);
      await change.say(actor, role === 'owner' ? handedOver(actor, member) : roleChanged(actor, member, role));
      return { user_id, username, role };
    });
  }

  private async heirOf(change: GroupChange, owner: Actor): Promise<MemberOfGroup | null> {
    const [heir] = await change.tx.query<MemberOfGroup[]>(HEIR, [change.chatId, owner.id]);
    return heir ?? null;
  }
}

/** Both memberships are locked. */
async function memberOf(change: GroupChange, actor: Actor, userId: number): Promise<MemberOfGroup> {
  const members = await change.members([actor.id, userId]);
  const member = members.find(({ id }) => id === userId);
  if (!member) throw notFound('member');
  return member;
}
