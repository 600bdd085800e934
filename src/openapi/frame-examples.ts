import type { ClientFrame, ServerFrame } from '../shared/frames.js';
import { TIME, LIVE, RECEIPT, TYPING, PRESENCE, ROOM, CAUGHT_UP } from './samples.js';

/** One example of every frame of `ws/chat/<id>/`. The types make a new one without an example an error of compilation. */
type Frames<F extends { type: string }> = { [T in F['type']]: { says: string; example: Extract<F, { type: T }> } };

const CAME = { chat_id: 7, user_id: 2, username: 'bob' };

export const CLIENT_FRAMES: Frames<ClientFrame> = {
  message: {
    says: 'Sends a message. With the same `client_id` again it finds the first one. `{"message": "…"}` is accepted too.',
    example: { type: 'message', text: 'Hello, Bob', client_id: '0f5c' },
  },
  typing: { says: 'Tells that a message is being written.', example: { type: 'typing' } },
  read: { says: 'Marks as read, up to a `seq`, else up to the newest.', example: { type: 'read', up_to: 12 } },
  history: { says: 'Asks for what came after a `seq`.', example: { type: 'history', after: 9 } },
  auth: {
    says: 'Signs in, or brings a fresh access token of the same person before the old one ends.',
    example: { type: 'auth', token: 'eyJhbGciOiJIUzI1NiIs…' },
  },
  ping: { says: 'Asks whether the connection lives.', example: { type: 'ping' } },
};

export const SERVER_FRAMES: Frames<ServerFrame> = {
  message: {
    says: 'A message, to every connection of every member, the sending one too.',
    example: { type: 'message', ...LIVE },
  },
  ack: {
    says: 'To the sending connection, once the message is stored for good.',
    example: { type: 'ack', client_id: '0f5c', id: 4711, seq: 12, time: TIME },
  },
  typing: { says: 'Somebody is writing.', example: { type: 'typing', ...TYPING } },
  read: { says: 'Somebody has read up to a `seq`.', example: { type: 'read', ...RECEIPT } },
  presence: {
    says: 'Somebody came online or went offline; in a private chat also on entry. At most one a second: if many changed, `others` has the rest.',
    example: { type: 'presence', ...PRESENCE },
  },
  users: {
    says: 'Who is looking at the chat, yourself included, on entry and on change. Over a hundred only the `count`.',
    example: { type: 'users', ...ROOM },
  },
  join: {
    says: 'Somebody began to look at the chat. When many come at once only `users` says so.',
    example: { type: 'join', ...CAME },
  },
  exit: { says: 'Somebody looks at the chat no longer.', example: { type: 'exit', ...CAME } },
  history: {
    says: 'What was asked for, oldest first, with how far everybody has read and who is a member. With `has_more` ask again.',
    example: { type: 'history', ...CAUGHT_UP },
  },
  ready: { says: 'Signed in and subscribed: nothing committed from now on is missed.', example: { type: 'ready' } },
  pong: { says: 'The connection lives.', example: { type: 'pong' } },
  error: {
    says: 'A frame that was not possible. The connection stays open unless it floods.',
    example: { type: 'error', code: 'invalid_input', detail: 'The message must not be empty.', client_id: '0f5c' },
  },
};
