import { forbidden } from '../errors/app-error.js';
import { ROLES, type Role } from '../shared/roles.js';

/**
 * The one table of who may do what inside a chat. Membership itself is checked earlier, by ChatFinder: a stranger gets
 * 404 and never reaches this table.
 */
export const LEAST_ROLE = {
  'read the history': 'member',
  'send a message': 'member',
  'mark as read': 'member',
  'see who has read': 'member',
} as const satisfies Record<string, Role>;

export type ChatAction = keyof typeof LEAST_ROLE;

export function may(role: Role, action: ChatAction): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

/** Throws `forbidden` unless this role may do it. */
export function demand(role: Role, action: ChatAction): void {
  if (!may(role, action)) throw forbidden(action);
}
