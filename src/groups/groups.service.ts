import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { GroupList } from '../chats/group-list.js';
import { groupStateOf } from '../chats/group-state.js';
import { invalidInput, notFound } from '../errors/app-error.js';
import { EndedChats } from '../messages/ended-chats.js';
import type { Group, NewGroup } from '../shared/group-payloads.js';
import { PeopleNamed } from '../users/people-named.js';
import type { GroupChange } from './group-change.js';
import { GroupChanges } from './group-changes.js';
import { GroupLimits } from './group-limits.js';
import { demandPublicName, groupNameKey, nameFailure } from './group-name.js';
import type { Group as StoredGroup } from './group.entity.js';
import type { GroupChanges as Changes, NewGroupBody } from './groups.dto.js';
import { CHANGE, MAKE_CHAT, MAKE_GROUP, MAKE_MEMBERS } from './groups.sql.js';
import { changed, made } from './happenings.js';
import { newJoinCode } from './join-code.js';

type ToMake = NewGroupBody & { code: string };

const FIELDS = ['name', 'description', 'visibility', 'join_by_request'] as const;

/** Makes groups, changes what they are, and ends them. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly people: PeopleNamed,
    private readonly list: GroupList,
    private readonly changes: GroupChanges,
    private readonly limits: GroupLimits,
    private readonly endedChats: EndedChats,
  ) {}

  /** The caller is the owner, whether named or not. Throws `invalid_input` with the usernames that do not exist. */
  async make(actor: Actor, wanted: NewGroupBody): Promise<NewGroup> {
    if (wanted.visibility === 'public') demandPublicName(wanted.name);
    const people = await this.people.of(actor, wanted.members, 'members');
    const others = people.filter(({ id }) => id !== actor.id);
    if (others.length >= this.limits.members)
      throw invalidInput({ members: [`A group has at most ${this.limits.members} members, yourself included.`] });
    const code = newJoinCode();
    const ids = others.map(({ id }) => id);
    const chatId = await this.begin(actor, ids, { ...wanted, code });
    const row = await this.list.rowFor(actor.id, chatId);
    if (!row) throw notFound('group');
    return { ...row, code };
  }

  /** Only what differs is written and told. */
  async change(actor: Actor, groupId: number, wanted: Changes): Promise<Group> {
    try {
      return await this.changes.byMember(actor, groupId, 'change the group', async (change, { role }) => {
        const { group } = change;
        const changes = differences(group, wanted);
        if (Object.keys(changes).length > 0) await this.apply(actor, change, changes);
        return { id: groupId, ...groupStateOf(groupId, { ...group, role }) };
      });
    } catch (error) {
      throw nameFailure(error);
    }
  }

  end(actor: Actor, groupId: number): Promise<void> {
    return this.changes.byMember(actor, groupId, `delete the ${this.changes.kind}`, (change) => this.endNow(change));
  }

  /** Whoever wants it, with what they do about it in the same transaction. Throws `not_found`. */
  endAnyway(groupId: number, first: (change: GroupChange) => Promise<void>): Promise<void> {
    return this.changes.alone(groupId, async (change) => {
      if (change.kind !== this.changes.kind) throw notFound(this.changes.kind);
      await first(change);
      await this.endNow(change);
    });
  }

  /** Nobody is left who could be asked. */
  async endNow(change: GroupChange): Promise<void> {
    const channel_ids = await change.channels();
    await this.endedChats.end(change.tx, [change.chatId, ...channel_ids]);
    await change.tx.query('DELETE FROM groups WHERE chat_id = $1', [change.chatId]);
    for (const chat_id of channel_ids) change.tell('chat ended', { chat_id });
    change.tell('chat ended', { chat_id: change.chatId, ...(change.kind === 'server' && { channel_ids }) });
    if (change.kind === 'server') change.tell('server counted', { server_id: change.chatId, num_members: 0 });
  }

  private async begin(actor: Actor, ids: number[], wanted: ToMake): Promise<number> {
    try {
      return await this.changes.begin(
        (tx) => store(tx, actor, ids, wanted),
        async (change) => {
          change.tell('chat opened', { chat_id: change.chatId, user_ids: [actor.id, ...ids] });
          await change.say(actor, made(actor, wanted.name));
          return change.chatId;
        },
      );
    } catch (error) {
      throw nameFailure(error);
    }
  }

  private async apply(actor: Actor, change: GroupChange, changes: Changes): Promise<void> {
    const group = Object.assign(change.group, changes);
    if (group.visibility === 'public') demandPublicName(group.name);
    const { chatId } = change;
    await change.members([actor.id]);
    await change.tx.query(CHANGE, [
      chatId,
      group.name,
      groupNameKey(group.name),
      group.description,
      group.visibility,
      group.join_by_request,
    ]);
    change.tell('chat changed', { chat_id: chatId, ...changes });
    await change.say(actor, changed(actor, changes));
  }
}

async function store(tx: EntityManager, owner: Actor, ids: number[], wanted: ToMake): Promise<StoredGroup> {
  const { name, description, visibility, join_by_request, code } = wanted;
  const [{ id }] = await tx.query<[{ id: number }]>(MAKE_CHAT);
  const rules = [description, visibility, join_by_request];
  const [group] = await tx.query<[StoredGroup]>(MAKE_GROUP, [
    ...[id, name, groupNameKey(name)],
    ...rules,
    ...[ids.length + 1, code],
  ]);
  await tx.query(MAKE_MEMBERS, [id, owner.id, ids]);
  return group;
}

function differences(group: StoredGroup, wanted: Changes): Changes {
  const differing = FIELDS.filter((field) => wanted[field] !== undefined && wanted[field] !== group[field]);
  return Object.fromEntries(differing.map((field) => [field, wanted[field]]));
}
