import type { Actor } from '../access/actor.js';

/** Who does something as an administrator, and where. */
export interface Operator {
  /** Null on the command line: whoever may use that may read the database anyway. */
  id: number | null;
  name: string;
  origin: string;
}

export const operatorOf = (actor: Actor, address: string | undefined): Operator => ({
  id: actor.id,
  name: actor.username,
  origin: address ?? 'unknown',
});
