import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import type { Members } from '../shared/group-payloads.js';
import { LIMITS } from '../shared/limits.js';
import type { Role } from '../shared/roles.js';
import { personOf, type UserRow } from '../users/user.presenter.js';
import { UNSEEN, VisiblePresence } from '../users/visible-presence.js';
import { GroupChanges } from './group-changes.js';
import type { MembersQuery } from './groups.dto.js';
import { MEMBERS } from './groups.sql.js';

type MemberRow = UserRow & { role: Role; rank: number };

const BEFORE_ALL = '-1.0';

/** Who is in a group or server, a page at a time. */
@Injectable()
export class MemberList {
  constructor(
    private readonly database: DataSource,
    private readonly changes: GroupChanges,
    private readonly presence: VisiblePresence,
  ) {}

  /** The owner first, then the admins; `next` is the cursor of the following page. */
  async of(actor: Actor, groupId: number, query: MembersQuery = {}): Promise<Members> {
    const { cursor = BEFORE_ALL, limit = LIMITS.pageDefault } = query;
    await this.changes.demand(actor, groupId, 'see the members');
    const place = cursor.split('.').map(Number);
    const rows = await this.database.query<MemberRow[]>(MEMBERS, [actor.id, groupId, ...place, limit + 1]);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const seen = await this.presence.of(
      actor,
      shown.map(({ id }) => id),
    );
    const results = shown.map(({ role, rank: _rank, ...row }) => {
      const { id, ...person } = personOf(row, seen.get(row.id) ?? UNSEEN);
      return { user_id: id, role, ...person };
    });
    return { results, next: last ? `${last.rank}.${last.id}` : null };
  }
}
