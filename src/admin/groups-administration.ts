import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../errors/app-error.js';
import { groupNameKey } from '../groups/group-name.js';
import { GroupsService } from '../groups/groups.service.js';
import { ServerEnding } from '../servers/server-services.js';
import type { GroupKind, Visibility } from '../shared/group-payloads.js';
import { LIMITS } from '../shared/limits.js';
import { Audit } from './audit.js';
import type { Operator } from './operator.js';
import { type Page, pageOf, SHOWN } from './page.js';
import { patternOf } from './people-directory.js';

export interface GroupRow {
  id: number;
  name: string;
  visibility: Visibility;
  member_count: number;
  /** Of a server in all of its channels. */
  messages: number;
  /** Of a server. */
  channels: number;
  owner_id: number | null;
  owner: string | null;
  created_at: Date;
}

const GROUPS = `
SELECT g.chat_id AS id, g.name, g.visibility, g.member_count, c.last_seq + within.messages AS messages, within.channels,
  c.created_at, o.user_id AS owner_id, u.username AS owner
FROM groups g JOIN chats c ON c.id = g.chat_id
CROSS JOIN LATERAL (
  SELECT count(*)::int AS channels, coalesce(sum(said.last_seq), 0)::int AS messages
  FROM channels ch JOIN chats said ON said.id = ch.chat_id WHERE ch.server_id = g.chat_id
) within
LEFT JOIN memberships o ON o.chat_id = g.chat_id AND o.role = 'owner'
LEFT JOIN users u ON u.id = o.user_id`;

const LIST = `
${GROUPS} WHERE g.kind = $1 AND ($2::int IS NULL OR g.chat_id < $2) AND ($3::text IS NULL OR g.name_key LIKE $3)
ORDER BY g.chat_id DESC LIMIT $4`;
const ONE = `${GROUPS} WHERE g.kind = $1 AND g.chat_id = $2`;

/** The groups and servers there are. An administrator sees what they are called and how large they are, not what is said in them. */
@Injectable()
export class GroupsAdministration {
  constructor(
    private readonly database: DataSource,
    private readonly groups: GroupsService,
    private readonly servers: ServerEnding,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  async list(kind: GroupKind, q: string, before: number | null): Promise<Page<GroupRow>> {
    const key = groupNameKey(q.slice(0, LIMITS.groupName));
    const rows = await this.database.query<GroupRow[]>(LIST, [kind, before, key ? patternOf(key) : null, SHOWN + 1]);
    return pageOf(rows, ({ id }) => String(id));
  }

  /** Throws `not_found`. */
  async groupOf(kind: GroupKind, groupId: number): Promise<GroupRow> {
    const [group] = await this.database.query<GroupRow[]>(ONE, [kind, groupId]);
    if (!group) throw notFound(kind);
    return group;
  }

  /** For everybody at once, with everything that was said in it, as when its owner deletes it. */
  async end(operator: Operator, kind: GroupKind, groupId: number): Promise<void> {
    const rooms = kind === 'group' ? this.groups : this.servers;
    await rooms.endAnyway(groupId, ({ tx, group: { name } }) =>
      this.audit.record(tx, operator, `ended the ${kind}`, { about: kind, id: groupId, name }),
    );
  }
}
