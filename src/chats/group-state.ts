import type { GroupState } from '../shared/group-payloads.js';

/** Where a group's icon is fetched. The hash makes it another address whenever the icon changes. */
export const groupIconUrl = (chatId: number, hash: string | null): string | null =>
  hash === null ? null : `/group/${chatId}/icon/${hash}`;

/** What a query selects of `groups g` for a member `m`, for `groupStateOf`. */
export const GROUP_COLUMNS =
  'g.name, g.description, g.icon_hash, g.visibility, g.join_by_request, g.member_count, m.role';

export type GroupColumns = Omit<GroupState, 'icon'> & { icon_hash: string | null };

export const groupStateOf = (chatId: number, row: GroupColumns): GroupState => ({
  name: row.name,
  description: row.description,
  icon: groupIconUrl(chatId, row.icon_hash),
  visibility: row.visibility,
  join_by_request: row.join_by_request,
  member_count: row.member_count,
  role: row.role,
});
