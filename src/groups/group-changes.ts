import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { type ChatAction, demand } from '../access/policy.js';
import { ChatFinder } from '../chats/chat-finder.js';
import { notFound } from '../errors/app-error.js';
import { SystemMessages } from '../messages/system-messages.js';
import type { GroupKind } from '../shared/group-payloads.js';
import { ChangeQueues } from './change-queues.js';
import { GroupChange, type MemberOfGroup } from './group-change.js';
import { GroupLimits } from './group-limits.js';
import type { Group } from './group.entity.js';

const LOCK = 'SELECT * FROM groups WHERE chat_id = $1 FOR NO KEY UPDATE';
const ROLE = 'SELECT role FROM memberships WHERE chat_id = $1 AND user_id = $2';

/** Changes groups, one request at a time: whatever is decided under the lock stays true until the commit. */
@Injectable()
export class GroupChanges {
  /** What is changed: `GroupsModule` and `ServersModule` have the same services, each over its own. */
  readonly kind: GroupKind = 'group';

  constructor(
    private readonly database: DataSource,
    private readonly chats: ChatFinder,
    private readonly system: SystemMessages,
    private readonly limits: GroupLimits,
    private readonly queues: ChangeQueues,
  ) {}

  /**
   * By a member, whose role must allow the action at the moment of the change. Throws `not_found` for strangers and
   * `forbidden` for the others.
   */
  async byMember<T>(
    actor: Actor,
    groupId: number,
    action: ChatAction,
    work: (change: GroupChange, me: MemberOfGroup) => Promise<T>,
  ): Promise<T> {
    // A stranger must not even make others wait.
    await this.demand(actor, groupId, action);
    return this.alone(groupId, async (change) => {
      const [me] = await change.tx.query<MemberOfGroup[]>(ROLE, [groupId, actor.id]);
      if (!me) throw notFound(this.kind);
      demand(me.role, action);
      return work(change, { id: actor.id, username: actor.username, role: me.role });
    });
  }

  /** Throws `not_found` for strangers, and `forbidden` for whose role does not allow it. Changes nothing. */
  async demand(actor: Actor, groupId: number, action: ChatAction): Promise<void> {
    const { role } = await (this.kind === 'group'
      ? this.chats.groupOf(actor, groupId)
      : this.chats.serverOf(actor, groupId));
    demand(role, action);
  }

  /** By anybody: the work itself decides who may. Throws `not_found` when there is no such group. */
  alone<T>(groupId: number, work: (change: GroupChange) => Promise<T>): Promise<T> {
    return this.queues.add(groupId, () => this.commit((tx) => locked(tx, groupId), work));
  }

  /** One that is not there yet: `make` stores it. */
  begin<T>(make: (tx: EntityManager) => Promise<Group>, work: (change: GroupChange) => Promise<T>): Promise<T> {
    return this.commit(make, work);
  }

  private async commit<T>(
    groupIn: (tx: EntityManager) => Promise<Group>,
    work: (change: GroupChange) => Promise<T>,
  ): Promise<T> {
    const { change, result } = await this.database.transaction(async (tx) => {
      const change = new GroupChange(tx, await groupIn(tx), this.limits.members, this.system);
      return { change, result: await work(change) };
    });
    change.publish(this.system.events);
    return result;
  }
}

async function locked(tx: EntityManager, groupId: number): Promise<Group> {
  const [group] = await tx.query<Group[]>(LOCK, [groupId]);
  if (!group) throw notFound('group');
  return group;
}
