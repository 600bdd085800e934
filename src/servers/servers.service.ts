import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { ServerList } from '../chats/server-list.js';
import { notFound } from '../errors/app-error.js';
import type { GroupChange } from '../groups/group-change.js';
import type { Group } from '../groups/group.entity.js';
import { groupNameKey } from '../groups/group-name.js';
import { newJoinCode } from '../groups/join-code.js';
import type { NewServer, ServerOfMember } from '../shared/server-payloads.js';
import { ServerChanges } from './server-changes.js';
import type { NewServerBody, ServerChanges as Changes } from './servers.dto.js';
import { CATEGORY, CHANGE_SERVER, MAKE_SERVER } from './servers.sql.js';

const FIELDS = ['name', 'description', 'category', 'visibility'] as const;

/** Makes servers, and changes what they are. */
@Injectable()
export class ServersService {
  constructor(
    private readonly changes: ServerChanges,
    private readonly list: ServerList,
  ) {}

  /** The caller is its owner and only member; it has no channel yet. */
  async make(actor: Actor, wanted: NewServerBody): Promise<NewServer> {
    const code = newJoinCode();
    const id = await this.changes.begin(
      (tx) => store(tx, actor, { ...wanted, code }),
      (change) => {
        change.tell('chat opened', { chat_id: change.chatId, user_ids: [actor.id] });
        if (wanted.visibility === 'public') tellCount(change);
        return Promise.resolve(change.chatId);
      },
    );
    return { ...(await this.ofMember(actor, id)), code };
  }

  /** Only what differs is written and told. */
  async change(actor: Actor, serverId: number, wanted: Changes): Promise<ServerOfMember> {
    await this.changes.byMember(actor, serverId, 'change the server', async (change) => {
      const [{ category }] = await change.tx.query<[{ category: string }]>(CATEGORY, [serverId]);
      const now = { ...change.group, category };
      const differing = FIELDS.filter((field) => wanted[field] !== undefined && wanted[field] !== now[field]);
      if (differing.length === 0) return;
      const news: Changes = Object.fromEntries(differing.map((field) => [field, wanted[field]]));
      const server = { ...now, ...news };
      await change.tx.query(CHANGE_SERVER, [
        ...[serverId, server.name, groupNameKey(server.name), server.description, server.visibility],
        ...[server.category, groupNameKey(server.category)],
      ]);
      change.tell('server changed', { server_id: serverId, ...news });
      if (news.visibility) tellCount(change, news.visibility);
    });
    return this.ofMember(actor, serverId);
  }

  private async ofMember(actor: Actor, serverId: number): Promise<ServerOfMember> {
    const server = await this.list.rowFor(actor.id, serverId);
    if (!server) throw notFound('server');
    return server;
  }
}

/** To everybody who looks for servers, one that is private has no members. */
function tellCount(change: GroupChange, visibility = change.group.visibility): void {
  const num_members = visibility === 'public' ? change.group.member_count : 0;
  change.tell('server counted', { server_id: change.chatId, num_members });
}

async function store(tx: EntityManager, owner: Actor, wanted: NewServerBody & { code: string }): Promise<Group> {
  const { name, description, visibility, code, category } = wanted;
  const [group] = await tx.query<[Group]>(MAKE_SERVER, [
    ...[name, groupNameKey(name), description, visibility, code],
    ...[category, groupNameKey(category), owner.id],
  ]);
  return group;
}
