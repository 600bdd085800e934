import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { groupIconUrl } from '../../chats/group-state.js';
import type { DiscoveredGroups } from '../../shared/group-payloads.js';
import { LIMITS } from '../../shared/limits.js';
import { groupNameKey, patternOf } from '../group-name.js';
import type { DiscoverQuery } from './joining.dto.js';

type Row = Omit<DiscoveredGroups['results'][number], 'icon'> & { icon_hash: string | null; name_key: string };

/** $1: who looks, $2: the name after which the page begins, $3: how many. For whoever is banned a group is not there. */
const groupsWhere = (condition: string) => `
SELECT g.chat_id AS id, g.name, g.description, g.icon_hash, g.member_count, g.join_by_request, g.name_key,
  EXISTS (SELECT FROM memberships m WHERE m.chat_id = g.chat_id AND m.user_id = $1) AS joined,
  EXISTS (SELECT FROM join_requests r WHERE r.chat_id = g.chat_id AND r.user_id = $1) AS requested
FROM groups g
WHERE g.kind = 'group' AND g.visibility = 'public' AND g.name_key > $2 AND ${condition}
  AND NOT EXISTS (SELECT FROM bans b WHERE b.chat_id = g.chat_id AND b.user_id = $1)
ORDER BY g.name_key LIMIT $3`;

const ALL = groupsWhere('true');
const CALLED = groupsWhere('g.name_key LIKE $4');

/** The public groups, as anyone signed in may see them. */
@Injectable()
export class DiscoveryService {
  constructor(private readonly database: DataSource) {}

  /** By name, a page at a time. One or two characters match only where a name begins, as in the search for people. */
  async find(actor: Actor, { q, cursor = '', limit = LIMITS.pageDefault }: DiscoverQuery): Promise<DiscoveredGroups> {
    const key = groupNameKey(q);
    const values = [actor.id, cursor, limit + 1];
    const rows = await (key
      ? this.database.query<Row[]>(CALLED, [...values, patternOf(key)])
      : this.database.query<Row[]>(ALL, values));
    const shown = rows.slice(0, limit);
    return { results: shown.map(present), next: rows.length > limit ? shown.at(-1)!.name_key : null };
  }
}

const present = ({ icon_hash, name_key: _name_key, ...row }: Row): DiscoveredGroups['results'][number] => ({
  ...row,
  icon: groupIconUrl(row.id, icon_hash),
});
