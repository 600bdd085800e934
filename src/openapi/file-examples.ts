import type { FileClientFrame, FileServerFrame } from '../shared/file-frames.js';
import { SERVER_EVENTS } from './event-examples.js';

/** One example of every frame of `ws/file/<chat_id>/`. */
type Frames<F extends { type: string }> = { [T in F['type']]: { says: string; example: Extract<F, { type: T }> } };

const of = <E extends keyof typeof SERVER_EVENTS>(event: E) => SERVER_EVENTS[event];

const { transfer_id, size, name, type: mime, ...sender } = of('transfer:offered').example;
const { sha256 } = of('transfer:done').example;
const HALF = 1_048_576;

export const FILE_CLIENT_FRAMES: Frames<FileClientFrame> = {
  offer: {
    says: 'Offers a file to everybody in the chat who is here; answered by `offer_made` or `error`.',
    example: { type: 'offer', name, size, mime, client_id: '0f5c' },
  },
  accept: {
    says: 'Takes it: the bytes come over this socket, or with `"via": "http"` by a GET. After `paused` it goes on from `offset`: how many bytes you have.',
    example: { type: 'accept', transfer_id, offset: 0 },
  },
  decline: { says: 'Does not take it.', example: { type: 'decline', transfer_id } },
  cancel: {
    says: 'Ends it: the sender for everybody, a recipient for themselves.',
    example: { type: 'cancel', transfer_id },
  },
  begin: {
    says: `The binary frames that follow are the file from \`offset\`, which \`accepted\` has named; each has 1 KiB to 1 MiB. Name \`user_id\` where several have accepted.`,
    example: { type: 'begin', transfer_id, offset: 0, size },
  },
  end: {
    says: 'That was all of it. With `sha256`, of the whole file, the transfer fails with `size_mismatch` where other bytes were passed on, and the recipient never has the last of them.',
    example: { type: 'end', transfer_id, sha256 },
  },
  auth: {
    says: 'Signs in, or brings a fresh access token of the same person before the old one ends.',
    example: { type: 'auth', token: 'eyJhbGciOiJIUzI1NiIs…' },
  },
  ping: { says: 'Asks whether the connection lives.', example: { type: 'ping' } },
};

export const FILE_SERVER_FRAMES: Frames<FileServerFrame> = {
  offer_made: {
    says: 'Your offer, and how many people it was made to.',
    example: { type: 'offer_made', transfer_id, recipients: 1, client_id: '0f5c' },
  },
  offered: {
    says: of('transfer:offered').says,
    example: { type: 'offered', transfer_id, name, size, mime, ...sender },
  },
  accepted: {
    says: 'To the sender: send to this recipient now, from `offset`.',
    example: { type: 'accepted', ...of('transfer:accepted').example },
  },
  declined: { says: 'To the sender.', example: { type: 'declined', ...of('transfer:declined').example } },
  begin: {
    says: 'The binary frames that follow are the file from `offset`.',
    example: { type: 'begin', transfer_id, offset: 0, size },
  },
  end: {
    says: 'That was all of it; `sha256` is of the whole file.',
    example: { type: 'end', transfer_id, sha256 },
  },
  progress: {
    says: of('transfer:progress').says,
    example: { type: 'progress', ...of('transfer:progress').example, bytes: HALF },
  },
  paused: { says: of('transfer:paused').says, example: { type: 'paused', ...of('transfer:paused').example } },
  done: { says: of('transfer:done').says, example: { type: 'done', ...of('transfer:done').example } },
  failed: { says: of('transfer:failed').says, example: { type: 'failed', ...of('transfer:failed').example } },
  ready: { says: 'Signed in.', example: { type: 'ready' } },
  pong: { says: 'The connection lives.', example: { type: 'pong' } },
  error: {
    says: 'A frame that was not possible. The connection stays open unless it floods.',
    example: { type: 'error', code: 'peer_offline', detail: 'Nobody else is here now.', client_id: '0f5c' },
  },
};
