import type { PushMessage, PushRead } from '../shared/push-payloads.js';
import type { LiveMessage } from '../shared/payloads.js';
import type { Addressed } from './sending.js';

/** In characters: with room for four bytes each it is far from what a push service takes. */
const PREVIEW = 200;
const NAME = 80;

interface Device {
  session_id: number;
  user_id: number;
  endpoint: string;
  public_key: Buffer;
  auth_secret: Buffer;
  chat_id: number;
}

/** One row of CLAIM. */
export interface Told extends Device {
  seq: number;
  sender: string;
  /** The group, or the server and its channel; null between two people. */
  place: string | null;
}

/** A letter for each device, about the message that it was chosen for. */
export function lettersAbout(said: readonly LiveMessage[], told: readonly Told[]): Addressed[] {
  const messages = new Map(said.map((message) => [`${message.chat_id} ${message.seq}`, message]));
  return told.flatMap((row) => {
    const message = messages.get(`${row.chat_id} ${row.seq}`);
    return message ? [letter(row, messageFor(row, message), 'high')] : [];
  });
}

/** `row`: of TAKE_BACK. */
export const letterOfReading = (row: Device & { up_to: number }): Addressed =>
  letter(row, { type: 'read', chat_id: row.chat_id, up_to: row.up_to }, 'normal');

function messageFor({ sender, place, chat_id, seq }: Told, { text, time }: LiveMessage): PushMessage {
  const title = cut(place ?? sender, NAME);
  const body = place === null ? cut(text, PREVIEW) : `${cut(sender, NAME)}: ${cut(text, PREVIEW)}`;
  return { type: 'message', chat_id, seq, title, body, time };
}

const letter = (
  { session_id, user_id, endpoint, public_key, auth_secret, chat_id }: Device,
  about: PushMessage | PushRead,
  urgency: 'high' | 'normal',
): Addressed => ({
  session_id,
  user_id,
  endpoint,
  public_key,
  auth_secret,
  text: JSON.stringify(about),
  topic: `chat-${chat_id}`,
  urgency,
});

function cut(text: string, most: number): string {
  const points = [...text.slice(0, most * 2 + 2)];
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : text;
}
