import type { Group, GroupRow, Members, NewGroup } from '../shared/group-payloads.js';

export const ROW: GroupRow = {
  id: 12,
  kind: 'group',
  name: 'Project Team',
  icon: null,
  visibility: 'private',
  role: 'owner',
  member_count: 3,
  lastMessage: 'See you at six',
  last_sender: 2,
  last_sender_name: 'bob',
  last_seq: 12,
  unread: 2,
  mentions: 1,
  muted_until: null,
  time: '2025-07-04T01:11:52.800Z',
};

export const MADE: NewGroup = {
  ...ROW,
  lastMessage: 'ada made the group “Project Team”',
  last_sender: null,
  last_sender_name: null,
  last_seq: 1,
  unread: 0,
  mentions: 0,
  code: 'K7QX2MZP4RTAVB6D',
};

export const GROUP: Group = {
  id: 12,
  name: 'Project Team',
  description: 'Everything about the engine.',
  icon: null,
  visibility: 'private',
  join_by_request: false,
  member_count: 3,
  role: 'owner',
};

export const MEMBERS_PAGE: Members = {
  results: [
    {
      user_id: 2,
      username: 'bob',
      display_name: 'Bob',
      avatar: null,
      role: 'admin',
      is_online: false,
      lastseen: '2025-07-04T01:11:52.800Z',
    },
  ],
  next: '1.2',
};

export const WHICH = { groupId: 'A group of yours.' };
export const UNKNOWN = 'There is no such group.';
