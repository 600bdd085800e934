import type { Conversation, Figures, Said, User } from './shapes.js';

const MOMENT = '2025-07-04T01:11:52.800Z';

export const ADA: User = {
  id: 1,
  username: 'ada',
  email: 'ada@example.org',
  first_name: 'Ada',
  last_name: 'Lovelace',
  is_online: true,
  last_seen: MOMENT,
};

export const BOB: User = {
  id: 2,
  username: 'bob',
  email: '',
  first_name: 'Bob',
  last_name: '',
  is_online: false,
  last_seen: MOMENT,
};

export const SAID: Said = {
  id: 4711,
  conversation: 7,
  sender: 2,
  sender_username: 'bob',
  content: 'Hello, Ada',
  timestamp: MOMENT,
  is_read: false,
};

export const CONVERSATION: Conversation = {
  id: 7,
  name: 'bob',
  is_group: false,
  participants: [ADA, BOB],
  last_message: { sender: 2, content: 'Hello, Ada', timestamp: MOMENT },
  unread_count: 1,
  created_at: MOMENT,
  updated_at: MOMENT,
};

export const FIGURES: Figures = {
  total_conversations: 3,
  messages_sent: 12,
  unread: 1,
  unread_count: 1,
  total_messages: 30,
};
