import type { ChatPage } from '../../shared/payloads.js';
import { namesMentioned } from '../../shared/mentions.js';
import { TOLD_WHOLE } from '../../shared/told-of.js';
import { kindOf } from './channels.js';
import { inbox } from './inbox.js';
import { myName, read } from './page.js';

/** Whether that time, or `always`, is still to come. */
export const isQuiet = (until: string | null | undefined): boolean =>
  Boolean(until) && (until === 'always' || Date.parse(until!) > Date.now());

/** Of chats that stand in no list of this page. */
const told = new Map<number, Promise<string | null>>();
inbox.on('updated', ({ chat_id, muted_until }) => muted_until !== undefined && told.delete(chat_id));
inbox.on('stale', () => told.clear());

/** Whether the reader of this page wants to hear nothing of a chat. The list knows; without it, the server. */
export async function isMuted(chatId: number): Promise<boolean> {
  const row = document.querySelector<HTMLElement>(`.sidebar .chat-row[data-chat="${chatId}"]`);
  if (row) return isQuiet(row.dataset.muted);
  const until = told.get(chatId) ?? ask(chatId);
  told.set(chatId, until);
  return isQuiet(await until);
}

/** Whether a message may be worth a toast or a sound. */
export const concernsMe = ({ chat_id, text }: { chat_id: number; text: string }): boolean =>
  TOLD_WHOLE.includes(kindOf(chat_id)) || namesMe(text);

export const namesMe = (text: string): boolean => namesMentioned(text).includes(myName);

async function ask(chatId: number): Promise<string | null> {
  const chat = await read<ChatPage>(`/chat/${chatId}?limit=1`);
  if (!chat) told.delete(chatId);
  return chat?.muted_until ?? null;
}
