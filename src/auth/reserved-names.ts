import { usernameKey } from '../users/username-key.js';

/** Names that look like the server itself speaks, or that clients use in place of a name. */
const RESERVED = new Set(
  (
    'admin administrator root system server parley support security abuse postmaster webmaster hostmaster moderator ' +
    'staff official help info me you self everyone all here channel anonymous nobody deleted null undefined none unknown'
  ).split(' '),
);

export const isReserved = (username: string): boolean => RESERVED.has(usernameKey(username));
