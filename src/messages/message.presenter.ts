import { LIMITS } from '../shared/limits.js';
import type { Message, SystemEvent } from '../shared/payloads.js';

export interface StoredMessage {
  id: number;
  chat_id: number;
  seq: number;
  sender_id: number;
  sender_username: string;
  kind: 'text' | 'system';
  text: string;
  event: SystemEvent | null;
  client_id: string | null;
  time: Date;
}

/** One step of a reader's cursor: everything from `from_seq` to `to_seq` was read at `time`. */
export interface ReadStep {
  chat_id: number;
  user_id: number;
  username: string;
  from_seq: number;
  to_seq: number;
  time: Date;
}

/** A stored message in the shape of a history page (contract.md section 3), with who read it when. */
export function presentMessage(stored: StoredMessage, steps: ReadStep[]): Message {
  const readers = steps
    .filter(
      ({ user_id, from_seq, to_seq }) => user_id !== stored.sender_id && from_seq <= stored.seq && stored.seq <= to_seq,
    )
    .sort((a, b) => b.time.getTime() - a.time.getTime());
  const shown = readers.slice(0, LIMITS.readByShown);
  return {
    id: stored.id,
    seq: stored.seq,
    chat_id: stored.chat_id,
    sender: stored.sender_id,
    sendername: stored.sender_username,
    time: stored.time.toISOString(),
    text: stored.text,
    kind: stored.kind,
    ...(stored.event && { event: stored.event }),
    ...(stored.client_id !== null && { client_id: stored.client_id }),
    read: readers.length > 0,
    read_by: Object.fromEntries(shown.map(({ username, time }) => [username, time.toISOString()])),
    ...(readers.length > shown.length && { read_count: readers.length }),
  };
}
