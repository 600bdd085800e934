import { randomUUID } from 'node:crypto';

/**
 * Whom a message of these clients is for stands in the `client_id`, which they do not know and this dialect therefore
 * chooses: it is stored with the message and reaches everybody live, and nothing else has to know of receivers.
 */
const MARK = /^to\.([1-9][0-9]{0,9})\./;

export const markFor = (receiver: number): string => `to.${receiver}.${randomUUID()}`;

/** Null for a message to everybody in the room. */
export function receiverOf(clientId: string | undefined): number | null {
  const [, receiver] = MARK.exec(clientId ?? '') ?? [];
  return receiver === undefined ? null : Number(receiver);
}
