import type { Shown } from '../oracle/evidence.js';
import { call, Refusal } from './call.js';
import type { Message } from './stream.js';
import { setTimeout as sleep } from 'node:timers/promises';

/** Every message of these chats, page by page from the oldest, each page from another instance. */
export async function finalRead(urls: string[], token: string, chats: number[]): Promise<Map<number, Shown[]>> {
  const stored = new Map<number, Shown[]>();
  for (const chat of chats) stored.set(chat, await wholeChat(urls, token, chat));
  return stored;
}

async function wholeChat(urls: string[], token: string, chat: number): Promise<Shown[]> {
  const all: Shown[] = [];
  for (let page = 0, more = true; more; page++) {
    const path = `/chat/${chat}?after=${all.at(-1)?.seq ?? 0}&limit=200`;
    const answer = await read<{ messages: Message[]; has_more: boolean }>(urls[page % urls.length]!, token, path);
    all.push(...answer.messages.map(({ seq, id, text, kind }) => ({ seq, id, key: text, kind })));
    more = answer.has_more;
  }
  return all;
}

async function read<T>(url: string, token: string, path: string): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call<T>({ url, token }, 'GET', path);
    } catch (error) {
      if (attempt === 10 || (error instanceof Refusal && !error.passes)) throw error;
      await sleep(500);
    }
  }
}
