/**
 * Who may do what with a file that ada has offered to a group and bob has taken: the access matrix of transfers. The
 * columns are
 *
 *   sender · another device of the sender · taker · another device of the taker · another who was offered it ·
 *   a member who blocks the sender · a member who was removed · stranger
 *
 * - `2` it is done; `9` it is too late or too early for that, and they know of the transfer
 * - `4` there is no such transfer, byte for byte as for an id that nobody has
 */
export const STANDINGS = [
  'sender',
  'other device of the sender',
  'taker',
  'other device of the taker',
  'offered',
  'blocking',
  'removed',
  'stranger',
] as const;
export type Standing = (typeof STANDINGS)[number];

export const OF_TRANSFERS = {
  http: {
    PUT: '2 2 4 4 4 4 4 4',
    GET: '4 4 2 4 4 4 4 4',
    HEAD: '4 4 2 4 4 4 4 4',
  },
  events: {
    'transfer:accept': '4 4 2 9 2 4 4 4',
    'transfer:decline': '4 4 9 9 2 4 4 4',
    'transfer:cancel': '2 2 2 2 2 4 4 4',
  },
  /** On `ws/file/<id>/`; who is no member any more, or never was, does not get in. */
  frames: {
    accept: '4 4 9 9 2 4 - -',
    decline: '4 4 9 9 2 4 - -',
    cancel: '2 2 2 2 2 4 - -',
    begin: '2 2 4 4 4 4 - -',
  },
  /** Whether `GET /transfer/` lists it. */
  list: '2 2 2 4 2 4 4 4',
} as const;
