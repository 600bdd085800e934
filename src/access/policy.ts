import { forbidden } from '../errors/app-error.js';
import { ROLES, type Role } from '../shared/roles.js';

/**
 * The one table of who may do what inside a chat or server. Membership itself is checked earlier, by ChatFinder: a stranger gets
 * 404 and never reaches this table.
 */
export const LEAST_ROLE = {
  'read the history': 'member',
  'send a message': 'member',
  'offer a file': 'member',
  'mark as read': 'member',
  'see who has read': 'member',
  'mute the chat': 'member',
  'mute the server': 'member',
  'see the members': 'member',
  'leave the group': 'member',
  'leave the server': 'member',
  'change the group': 'admin',
  'change the server': 'admin',
  'change its icon': 'admin',
  'make channels': 'admin',
  'change channels': 'admin',
  'delete channels': 'admin',
  'add members': 'admin',
  'remove members': 'admin',
  'see who is banned': 'admin',
  'ban people': 'admin',
  'lift a ban': 'admin',
  'see the join code': 'admin',
  'change the join code': 'admin',
  'see who asks to join': 'admin',
  'let people in': 'admin',
  'change roles': 'owner',
  'hand the group over': 'owner',
  'hand the server over': 'owner',
  'delete the group': 'owner',
  'delete the server': 'owner',
} as const satisfies Record<string, Role>;

export type ChatAction = keyof typeof LEAST_ROLE;

export function may(role: Role, action: ChatAction): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

/** Throws `forbidden` unless this role may do it. */
export function demand(role: Role, action: ChatAction): void {
  if (!may(role, action)) throw forbidden(action);
}

/** Whether one may put the other out: only those below oneself, so no admin removes or bans another, and nobody the owner. */
export function outranks(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) > ROLES.indexOf(other);
}

/** Throws `forbidden` unless this role may remove or ban somebody of that one. */
export function demandAbove(role: Role, other: Role): void {
  if (!outranks(role, other)) throw forbidden(other === 'owner' ? 'remove the owner' : 'remove an admin');
}
