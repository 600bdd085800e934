import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../errors/app-error.js';
import { groupNameKey } from '../groups/group-name.js';
import { GroupChanges } from '../groups/group-changes.js';
import { GroupsService } from '../groups/groups.service.js';
import type { Visibility } from '../shared/group-payloads.js';
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
  messages: number;
  owner_id: number | null;
  owner: string | null;
  created_at: Date;
}

const GROUPS = `
SELECT g.chat_id AS id, g.name, g.visibility, g.member_count, c.last_seq AS messages, c.created_at,
  o.user_id AS owner_id, u.username AS owner
FROM groups g JOIN chats c ON c.id = g.chat_id
LEFT JOIN memberships o ON o.chat_id = g.chat_id AND o.role = 'owner'
LEFT JOIN users u ON u.id = o.user_id`;

const LIST = `
${GROUPS} WHERE g.kind = 'group' AND ($1::int IS NULL OR g.chat_id < $1) AND ($2::text IS NULL OR g.name_key LIKE $2)
ORDER BY g.chat_id DESC LIMIT $3`;
const ONE = `${GROUPS} WHERE g.kind = 'group' AND g.chat_id = $1`;

/** The groups there are. An administrator sees what they are called and how large they are, not what is said in them. */
@Injectable()
export class GroupsAdministration {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
    private readonly groups: GroupsService,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  async list(q: string, before: number | null): Promise<Page<GroupRow>> {
    const key = groupNameKey(q.slice(0, LIMITS.groupName));
    const rows = await this.database.query<GroupRow[]>(LIST, [before, key ? patternOf(key) : null, SHOWN + 1]);
    return pageOf(rows, ({ id }) => String(id));
  }

  /** Throws `not_found`. */
  async groupOf(groupId: number): Promise<GroupRow> {
    const [group] = await this.database.query<GroupRow[]>(ONE, [groupId]);
    if (!group) throw notFound('group');
    return group;
  }

  /** For everybody at once, with everything that was said in it, as when its owner deletes it. */
  async end(operator: Operator, groupId: number): Promise<void> {
    await this.changes.alone(groupId, async (change) => {
      const { name } = change.group;
      await this.audit.record(change.tx, operator, 'ended the group', { about: 'group', id: groupId, name });
      await this.groups.endNow(change);
    });
  }
}
