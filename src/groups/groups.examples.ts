import type { Group, GroupKind, GroupRow, Members, NewGroup } from '../shared/group-payloads.js';

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

/** What the routes say of a group, and of a server, that both have. */
export const wordsOf = (kind: GroupKind) => ({
  tag: kind === 'server' ? 'Servers' : 'Groups',
  joiningTag: kind === 'server' ? 'Servers' : 'Joining groups',
  which: { [`${kind}Id`]: `A ${kind} of yours.` },
  whichIRun: { [`${kind}Id`]: `A ${kind} in which you are admin or owner.` },
  unknown: `There is no such ${kind}.`,
  full: `A ${kind} has at most 1000 members. There is no room for more.`,
});
