import type { Person, Profile } from '../shared/payloads.js';
import { avatarUrl } from './avatar-url.js';
import type { User } from './user.entity.js';
import type { Seen } from './visible-presence.js';

/** What every query about other people selects, and nothing more. */
export type UserRow = Pick<User, 'id' | 'username' | 'display_name' | 'avatar_hash'>;

/** A person without a display name goes by the username. */
export const shownName = ({ display_name, username }: Pick<User, 'display_name' | 'username'>): string =>
  display_name || username;

export const personOf = (user: UserRow, seen: Seen): Person => ({
  id: user.id,
  username: user.username,
  display_name: shownName(user),
  avatar: avatarUrl(user.id, user.avatar_hash),
  ...seen,
});

/** The only shape with an e-mail address in it: for the person themselves. */
export const profileOf = (user: User): Profile => ({
  id: user.id,
  username: user.username,
  display_name: shownName(user),
  first_name: user.first_name,
  last_name: user.last_name,
  email: user.email,
  bio: user.bio,
  avatar: avatarUrl(user.id, user.avatar_hash),
  lastseen_visible: user.lastseen_visible,
  receipts_visible: user.receipts_visible,
  typing_visible: user.typing_visible,
});
