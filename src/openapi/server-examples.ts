import type { ServerEvent, ServerPayload } from '../shared/events.js';
import type { ServerOfMember } from '../shared/server-payloads.js';

const TIME = '2025-07-04T01:11:52.800Z';
const SERVER: ServerOfMember = {
  id: 21,
  name: 'Engine builders',
  description: 'Everything that turns.',
  category: 'Machines',
  icon: null,
  banner: null,
  joined: true,
  num_members: 3,
  visibility: 'private',
  role: 'member',
  muted_until: null,
  channels: [
    {
      id: 22,
      chat_id: 22,
      name: 'general',
      topic: 'Whatever comes',
      lastMessage: '',
      last_seq: 0,
      unread: 0,
      mentions: 0,
      muted_until: null,
      time: TIME,
    },
  ],
};

type News = Extract<ServerEvent, `server:${string}`>;

/** The events about servers, with an example of each. */
export const NEWS_OF_SERVERS: { [E in Exclude<News, 'server:restart'>]: { says: string; example: ServerPayload<E> } } =
  {
    'server:added': {
      says: 'A server that is new to you, or was not told as it is, with its channels; you hear them from now on.',
      example: SERVER,
    },
    'server:updated': {
      says: 'Something about a server of yours changed: only those fields are there. `channels` are all of them, in order; `roles` names the members whose role changed; `muted_until` goes only to whoever muted.',
      example: { server_id: 21, channels: [{ id: 22, chat_id: 22, name: 'general', topic: 'Whatever comes' }] },
    },
    'server:removed': {
      says: 'A server that is yours no longer, after a `chat:removed` for each of its channels.',
      example: { server_id: 21 },
    },
    'server:joined': {
      says: 'People who are members of one of your servers from now on.',
      example: { server_id: 21, members: [{ user_id: 2, username: 'bob', role: 'member' }], num_members: 3 },
    },
    'server:left': {
      says: 'Somebody who is no member of a server any more: left by themselves, removed or banned.',
      example: { server_id: 21, user_id: 2, username: 'bob', reason: 'left', num_members: 2 },
    },
    'server:counts': {
      says: 'To everybody: how many members these public servers have now. 0: it is not public any more, or gone.',
      example: { counts: [{ server_id: 21, num_members: 3 }] },
    },
  };
