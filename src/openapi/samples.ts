import type {
  CaughtUp,
  ChatRow,
  LiveMessage,
  Message,
  PresenceChange,
  ReadReceipt,
  RoomUsers,
  Typing,
} from '../shared/payloads.js';
import type { TransferOffer } from '../shared/transfer-payloads.js';

// What ada and bob say and see in the examples of frames and events.

export const TIME = '2025-07-04T01:11:52.800Z';
export const LIVE: LiveMessage = {
  chat_id: 7,
  sender: 1,
  sender_username: 'ada',
  text: 'Hello, Bob',
  time: TIME,
  read: false,
  read_by: [],
  id: 4711,
  seq: 12,
  kind: 'text',
  client_id: '0f5c',
};
export const STORED: Message = {
  id: 4711,
  seq: 12,
  chat_id: 7,
  sender: 1,
  sendername: 'ada',
  time: TIME,
  text: 'Hello, Bob',
  kind: 'text',
  client_id: '0f5c',
  read: true,
  read_by: { bob: TIME },
};
export const RECEIPT: ReadReceipt = { chat_id: 7, user_id: 2, username: 'bob', up_to: 12, time: TIME };
export const TYPING: Typing = { chat_id: 7, sender: 1, sender_username: 'ada' };
export const PRESENCE: PresenceChange = { user_id: 2, username: 'bob', is_online: false, lastseen: TIME };
export const ROOM: RoomUsers = {
  chat_id: 7,
  users: [
    { user_id: 1, username: 'ada' },
    { user_id: 2, username: 'bob' },
  ],
  count: 2,
};
export const ROW: ChatRow = {
  id: 7,
  kind: 'private',
  username: 'bob',
  user_id: 2,
  display_name: 'Bob',
  avatar: null,
  is_online: true,
  lastMessage: '',
  last_sender: null,
  last_seq: 0,
  last_read: false,
  unread: 0,
  muted_until: null,
  time: TIME,
};

export const CAUGHT_UP: CaughtUp = {
  chat_id: 7,
  messages: [STORED],
  last_seq: 12,
  has_more: false,
  reads: [RECEIPT],
  members: [{ user_id: 1, username: 'ada', role: 'member' }],
};

export const OFFER: TransferOffer = {
  transfer_id: 'pX3kQ9vT2mB7nR4tY6wE1g',
  chat_id: 7,
  sender: 1,
  sender_username: 'ada',
  name: 'Notes on engines.pdf',
  size: 3_145_728,
  type: 'application/pdf',
};
export const TO_BOB = { transfer_id: OFFER.transfer_id, chat_id: 7, user_id: 2 };
