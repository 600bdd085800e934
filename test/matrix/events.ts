import type { Scene } from './scene.js';

/**
 * Who may send which event of Socket.IO and which frame of `ws/chat/<id>/`: the access matrix of the socket doors, in the
 * columns of routes.ts. A cell says
 *
 * - `2` it is done; `3` the role, or a block, forbids it
 * - `4` there is no such chat, byte for byte as for an id that nobody has; a raw socket is closed with it
 * - `1` nobody comes so far without signing in
 */
export interface EventRow {
  cells: string;
  /** anonymous · stranger · member · blocked by the other one, in a private chat. */
  chat?: string;
  /** What is sent about the chat of this id. Events that are about no chat leave it out. */
  input: (id: unknown, scene: Scene, token: string) => unknown;
  /** What an answer says that is about something else than rights: `peer_offline` where nobody else is here. */
  let_in_by?: string;
  /** The frame that answers this one; without it there is none. */
  answer?: string;
  /** It is about several chats: those that are not one's own are left out, instead of an error. */
  several?: true;
}

const SIGNED_IN = '1 2 2 2 2 2 2';
const MEMBERS = '1 4 2 2 2 4 4';
const NOBODY = '1 4 4 4 4 4 4';
const BOTH = '1 4 2 2';
const UNBLOCKED = '1 4 2 3';

const ofNoTransfer = () => ({ transfer_id: '0f'.repeat(16) });

export const EVENTS: Record<string, EventRow> = {
  'message:send': { cells: MEMBERS, chat: UNBLOCKED, input: (chat_id) => ({ chat_id, text: 'Hello' }) },
  'message:read': { cells: MEMBERS, chat: BOTH, input: (chat_id) => ({ chat_id, up_to: 1 }) },
  'typing:start': { cells: MEMBERS, chat: BOTH, input: (chat_id) => ({ chat_id }) },
  'chat:open': { cells: MEMBERS, chat: BOTH, input: (chat_id) => ({ chat_id }) },
  // Whoever looks at nothing may stop doing so.
  'chat:close': { cells: SIGNED_IN, chat: '1 2 2 2', input: (chat_id) => ({ chat_id }) },
  sync: { cells: MEMBERS, chat: BOTH, several: true, input: (chat_id) => ({ heads: { [String(chat_id)]: 0 } }) },
  auth: { cells: SIGNED_IN, chat: '1 2 2 2', input: (_id, _scene, token) => ({ token }) },
  'transfer:offer': {
    cells: MEMBERS,
    // Nobody learns by it that they are blocked.
    chat: BOTH,
    input: (chat_id) => ({ chat_id, name: 'plan.pdf', size: 3 }),
    let_in_by: 'peer_offline',
  },
  // Of transfers that are not there; transfers.ts has those that are.
  'transfer:accept': { cells: NOBODY, chat: '1 4 4 4', input: ofNoTransfer },
  'transfer:decline': { cells: NOBODY, chat: '1 4 4 4', input: ofNoTransfer },
  'transfer:cancel': { cells: NOBODY, chat: '1 4 4 4', input: ofNoTransfer },
};

/** What is said on a raw socket of the chat; who does not get in cannot say it. */
export const FRAMES: Record<string, EventRow> = {
  message: { cells: MEMBERS, chat: UNBLOCKED, input: () => ({ text: 'Hello' }), answer: 'ack' },
  typing: { cells: MEMBERS, chat: BOTH, input: () => ({}) },
  read: { cells: MEMBERS, chat: BOTH, input: () => ({ up_to: 1 }) },
  history: { cells: MEMBERS, chat: BOTH, input: () => ({ after: 0 }), answer: 'history' },
  auth: { cells: MEMBERS, chat: BOTH, input: (_id, _scene, token) => ({ token }), answer: 'ready' },
  ping: { cells: MEMBERS, chat: BOTH, input: () => ({}), answer: 'pong' },
};

const ofNoFile = { cells: MEMBERS, chat: BOTH, input: ofNoTransfer, let_in_by: 'not_found' };

/** The same on `ws/file/<id>/`. Of transfers that are not there. */
export const FILE_FRAMES: Record<string, EventRow> = {
  offer: {
    cells: MEMBERS,
    chat: BOTH,
    input: () => ({ name: 'plan.pdf', size: 3 }),
    answer: 'offer_made',
    let_in_by: 'peer_offline',
  },
  accept: ofNoFile,
  decline: ofNoFile,
  cancel: ofNoFile,
  begin: ofNoFile,
  end: { ...ofNoFile, let_in_by: 'conflict' },
  auth: { cells: MEMBERS, chat: BOTH, input: (_id, _scene, token) => ({ token }), answer: 'ready' },
  ping: { cells: MEMBERS, chat: BOTH, input: () => ({}), answer: 'pong' },
};

/** Who comes in by the name of a group, `ws/chat/<name>/`: that of a public one joins whoever is not banned. */
export const BY_NAME = { group: MEMBERS, 'public group': '1 2 2 2 2 2 4' } as const;

/** Ids that are none, as JSON can say them. */
export const ODD_IDS: Record<string, (id: number) => unknown> = {
  'as text': String,
  'with a zero before it': (id) => `0${id}`,
  'as a power of ten': (id) => `${id}e0`,
  'after a space': (id) => ` ${id}`,
  'in a list': (id) => [id],
  'in an object': (id) => ({ id }),
  'with a fraction': (id) => id + 0.5,
  negative: (id) => -id,
  'beyond what the database holds': (id) => id + 2 ** 32,
  nothing: () => null,
  'a yes': () => true,
  'a prototype': () => '__proto__',
};
