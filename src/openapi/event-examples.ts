import type { ClientEvent, ClientToServerEvents, ServerEvent, ServerPayload } from '../shared/events.js';
import { TIME, LIVE, RECEIPT, TYPING, PRESENCE, ROOM, ROW, CAUGHT_UP, OFFER, TO_BOB } from './samples.js';
import { NEWS_OF_SERVERS } from './server-examples.js';

/** One example of every event of Socket.IO. The types make a new one without an example an error of compilation. */
type Input<E extends ClientEvent> = Parameters<ClientToServerEvents[E]>[0];
type Reply<E extends ClientEvent> = Parameters<Parameters<ClientToServerEvents[E]>[1]>[0];

export const CLIENT_EVENTS: { [E in ClientEvent]: { says: string; example: Input<E>; reply: Reply<E> } } = {
  'message:send': {
    says: 'Sends a message; the reply comes once it is stored for good.',
    example: { chat_id: 7, text: 'Hello, Bob', client_id: '0f5c' },
    reply: { ok: true, id: 4711, seq: 12, time: TIME },
  },
  'message:read': {
    says: 'Marks as read, up to a `seq`, else up to the newest.',
    example: { chat_id: 7, up_to: 12 },
    reply: { ok: true, unread: 0 },
  },
  'typing:start': {
    says: 'Tells that a message is being written.',
    example: { chat_id: 7 },
    reply: { ok: true },
  },
  'chat:open': {
    says: 'This page looks at the chat: `room:users` follows, and `presence` of its members.',
    example: { chat_id: 7 },
    reply: { ok: true },
  },
  'chat:close': { says: 'It looks at it no longer.', example: { chat_id: 7 }, reply: { ok: true } },
  sync: {
    says: 'Asks what was missed since the newest `seq` known of each chat. `added` are chats that were not named, `removed` those that are not yours (any more). With `servers` it answers all your servers, too, with their channels.',
    example: { heads: { 7: 11 } },
    reply: {
      ok: true,
      chats: [CAUGHT_UP],
      added: [ROW],
      removed: [9],
      presence: [PRESENCE],
    },
  },
  auth: {
    says: 'Brings a fresh access token before the old one ends.',
    example: { token: 'eyJhbGciOiJIUzI1NiIs…' },
    reply: { ok: true },
  },
  'transfer:offer': {
    says: 'Offers a file to everybody in the chat who is here; nothing of it is stored. `thumbnail` may be a `data:` URL of a small picture.',
    example: { chat_id: 7, name: OFFER.name, size: OFFER.size, type: OFFER.type },
    reply: { ok: true, transfer_id: OFFER.transfer_id, recipients: 1 },
  },
  'transfer:accept': {
    says: 'Takes it, then fetch the bytes with `GET /transfer/<transfer_id>/`. After `transfer:paused` it goes on from `offset`: how many bytes you have.',
    example: { transfer_id: OFFER.transfer_id, offset: 0 },
    reply: { ok: true },
  },
  'transfer:decline': { says: 'Does not take it.', example: { transfer_id: OFFER.transfer_id }, reply: { ok: true } },
  'transfer:cancel': {
    says: 'Ends it: the sender for everybody, a recipient for themselves.',
    example: { transfer_id: OFFER.transfer_id },
    reply: { ok: true },
  },
};

export const SERVER_EVENTS: { [E in ServerEvent]: { says: string; example: ServerPayload<E> } } = {
  'message:new': { says: 'A message in one of your chats.', example: LIVE },
  'message:read': { says: 'Somebody has read up to a `seq`.', example: RECEIPT },
  typing: { says: 'Somebody is writing.', example: TYPING },
  presence: {
    says: 'Somebody came online or went offline: the other one of a private chat, or a member of a group that you have open. At most one a second: if many changed, `others` has the rest.',
    example: PRESENCE,
  },
  'room:users': {
    says: 'Who is looking at a chat that you have open, yourself included. Over a hundred only the `count`.',
    example: ROOM,
  },
  'chat:added': { says: 'A chat that is new to you.', example: ROW },
  'chat:updated': {
    says: 'Something about a chat changed: only those fields are there, `roles` names the members whose role did. `requests`, how many ask to join, comes to admins only, `muted_until` to nobody but you.',
    example: { chat_id: 7, name: 'Project Team', roles: [{ user_id: 2, username: 'bob', role: 'admin' }] },
  },
  'member:joined': {
    says: 'People who are members of one of your chats from now on.',
    example: { chat_id: 7, members: [{ user_id: 2, username: 'bob', role: 'member' }], member_count: 3 },
  },
  'member:left': {
    says: 'Somebody who is no member any more: left by themselves, removed or banned.',
    example: { chat_id: 7, user_id: 2, username: 'bob', reason: 'left', member_count: 2 },
  },
  'chat:removed': { says: 'A chat that is yours no longer, and why.', example: { chat_id: 7, reason: 'removed' } },
  ...NEWS_OF_SERVERS,
  'transfer:offered': { says: 'Somebody offers you a file, for two minutes.', example: OFFER },
  'transfer:accepted': {
    says: 'To the sender: send to this recipient now, from `offset`, with `PUT /transfer/<transfer_id>/?to=<user_id>&offset=`.',
    example: { ...TO_BOB, username: 'bob', offset: 0 },
  },
  'transfer:declined': { says: 'To the sender.', example: { ...TO_BOB, username: 'bob' } },
  'transfer:progress': {
    says: 'How many bytes have been passed on to this recipient; to both.',
    example: { ...TO_BOB, bytes: 1_048_576, size: OFFER.size },
  },
  'transfer:paused': {
    says: 'A connection was lost after so many bytes. The recipient may go on within two minutes, by `transfer:accept` with an `offset` up to that.',
    example: { ...TO_BOB, offset: 1_048_576 },
  },
  'transfer:done': {
    says: 'The recipient has the whole file.',
    example: {
      ...TO_BOB,
      bytes: OFFER.size,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  },
  'transfer:failed': {
    says: 'It is over without the file: `declined`, `cancelled`, `expired`, `peer_gone`, `size_mismatch`, `taken` (by another device of yours), `not_a_member` or `too_large`.',
    example: { ...TO_BOB, reason: 'cancelled' },
  },
  'session:ended': { says: 'This device is signed out; the connection ends.', example: { reason: 'signed_out' } },
  'server:restart': { says: 'The server restarts: connect again after that time.', example: { in_ms: 1000 } },
};
