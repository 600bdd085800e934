import type { Categories, Channel, NewServer, Server, ServerOfMember, ServerRow } from '../shared/server-payloads.js';

const FACE = {
  id: 21,
  name: 'Engine builders',
  description: 'Everything that turns.',
  category: 'Machines',
  icon: `/server/21/icon/${'0f'.repeat(32)}`,
  banner: null,
};

export const CHANNEL: Channel = { id: 22, chat_id: 22, name: 'general', topic: 'Whatever comes' };

export const OF_MEMBER: ServerOfMember = {
  ...FACE,
  joined: true,
  num_members: 12,
  visibility: 'public',
  role: 'member',
  muted_until: null,
  channels: [
    {
      ...CHANNEL,
      lastMessage: 'See you at six',
      last_seq: 12,
      unread: 2,
      mentions: 0,
      muted_until: null,
      time: '2025-07-04T01:11:52.800Z',
    },
  ],
};

export const OF_STRANGER: Server = { ...FACE, joined: false, num_members: 12 };
export const ROW: ServerRow = { ...FACE, joined: false, num_members: 12 };
export const MADE: NewServer = {
  ...OF_MEMBER,
  icon: null,
  num_members: 1,
  role: 'owner',
  channels: [],
  code: 'K7QX2MZP4RTAVB6D',
};
export const CATEGORIES: Categories = [{ category: 'Machines', num_servers: 3 }];

export const WHICH = { serverId: 'A server of yours.' };
export const UNKNOWN = 'There is no such server.';
export const FULL = 'A server has at most 1000 members. There is no room for more.';
